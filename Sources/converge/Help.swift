/// What `--help` and `--version` print.
enum Help {
  static let version = "converge 0.1.0"

  static let text = """
    converge makes this Docker host run what a Git repository says, once.

    usage: converge [run] [options]
           converge plan [options]
           converge status [--config FILE] [--json] [--color WHEN]
           converge doctor [--config FILE] [--json] [--color WHEN]
           converge hold STACK [--for TIME] [--reason TEXT] [--config FILE]
           converge resume STACK [--config FILE]
           converge retry STACK [--config FILE] [--host NAME] [--json] [-v]
           converge secrets COMMAND ... (see converge secrets --help)
           converge init REMOTE... [--host NAME] [--yes] (see converge init --help)

    A run pulls the repository, decrypts the secrets that changed, removes the
    Compose projects that host/<name>/stacks.yaml does not list, brings up each
    stack that is not what it lists, watches what changed, takes back what does
    not stay up, and exits.

    A plan says what a run would do and why; nothing changes but Git's object
    database. It ends with 0 if there is nothing to do, with 2 if there is.

    The status says what runs here from which commit, how the last run went,
    what is at work, when the next run starts, and how far the remotes are.
    Anybody may ask; root also sees what differs right now.

    The doctor looks at all that a run needs, changes nothing, and says what is
    wrong and what to do: the configuration and who may read it, the Engine and
    Compose, remotes, keys, registries, clock, disks, units, the memory of runs,
    the last runs. It ends with 1 if anything is an error, else with 2 if
    anything could not be looked at.

    A stack on hold is left alone, its folder, edits and containers, from this
    moment on: until it is resumed or, with --for, so long (90s, 30m, 2h, 2d).
    A project that is not declared is not removed while it is on hold.

    A stack whose new version failed is held back: the one that ran well before
    runs on, until a commit changes it or retry tries the new one once more.

    options of a run and a plan:
      --config FILE       the host's configuration
                          (/etc/converge/converge.yaml)
      --host NAME         converge for host/NAME (else the configuration's
                          host, else the machine's short name)
      --stack NAME        only this stack, and no teardown; may be repeated
      --full              let Compose compare every stack, also those that
                          look unchanged
      --dry-run           the same as plan
      --teardown-foreign  also remove projects that ran before the first cycle
      --adopt             accept another host name than before, and what the
                          first remote shows, whatever was deployed before
      --json              for programs: a run prints one JSON object a line,
                          its summary last; plan, status and doctor one
                          document
      --color WHEN        auto (a terminal, unless NO_COLOR is set), always or
                          never
      -v, --verbose       say more; a plan: name each file, and show digests
      --help, --version

    Outcomes go to standard output, everything else to standard error; with
    --json everything to standard output. Where that is the journal, each entry
    has its fields: CONVERGE_STACK, CONVERGE_SERVICE, CONVERGE_CAUSE,
    CONVERGE_COMMIT and CONVERGE_STAGE, as in
    journalctl CONVERGE_STACK=web

    exit codes:
      0    converged, but for what is on hold; plan: nothing to do; status: it
           could answer; doctor: nothing is an error, and all was looked at
      1    the cycle failed; status: no cycle has left one yet; doctor:
           something is an error
      2    plan: there is something to do; doctor: nothing is an error, but
           not all could be looked at (by others than root, say)
      3    some stacks failed or are held back, or too much was to be
           removed; the others converged; plan: the same would be so
      64   wrong usage
      65   the repository's declaration, or a secret, is invalid; nothing was
           changed
      69   no remote reachable (the rest went well), or no Engine
      75   another cycle holds the lock
      77   a person has to decide (the rest went well): a commit is not
           signed by a key that this host allows, the remotes diverge, or a
           server is not one that this host trusts
      78   the host's configuration is invalid, or others may look into the
           folder of its keys; status: the same, and what the last run left
      128+n  ended by signal n
    """
}
