/// What `--help` and `--version` print.
enum Help {
  static let version = "converge 0.1.0"

  static let text = """
    converge makes this Docker host run what a Git repository says, once.

    usage: converge [run] [options]
           converge secrets decrypt [--age-key FILE]... FILE
           converge secrets encrypt --age RECIPIENT... FILE

    A run pulls the repository, decrypts the secrets that changed, removes the
    Compose projects that host/<name>/stacks.yaml does not list, brings up each
    stack that it lists, and exits.

    options of a run:
      --config FILE       the host's configuration
                          (/etc/converge/converge.yaml)
      --host NAME         converge for host/NAME (else the configuration's
                          host, else the machine's short name)
      --stack NAME        only this stack, and no teardown; may be repeated
      --dry-run           say what would happen; nothing changes but Git's
                          object database
      --teardown-foreign  also remove projects that ran before the first cycle
      --adopt             accept another host name than the one recorded here
      -v, --verbose       say more
      --help, --version

    secrets:
      decrypt  writes the plaintext of a SOPS dotenv file to standard output;
               keys come from --age-key, else from the configuration
      encrypt  writes FILE (dotenv), encrypted for the age recipients, to
               standard output

    Outcomes go to standard output, everything else to standard error.

    exit codes:
      0    converged
      1    the cycle failed
      3    some stacks failed, the others converged
      64   wrong usage
      65   the repository's declaration is invalid; nothing was changed
      69   no remote reachable (the rest went well), or no Engine
      75   another cycle holds the lock
      78   the host's configuration is invalid
      128+n  ended by signal n
    """
}
