extension Help {
  /// What `init --help` prints.
  static let setup = """
    converge init makes this machine one of the hosts of a repository: by
    questions in a terminal, or with --yes by options alone.

    usage: converge init REMOTE... [options]

    It makes what is missing: /etc/converge, for root alone; a deploy key for an
    ssh remote, whose public half is to be pasted at the server; an age key, whose
    recipient is to be committed as host/<name>/age.pub; converge.yaml. It pins the
    ssh server's host key, takes the token of an https remote where the server asks
    for one, fetches the repository, shows the first plan, and enables the timer.
    What is there and right stays as it is, so that init can be run again at any
    time. It completes a converge.yaml that it wrote, and may change this host's
    name in it as long as nothing was deployed; one that somebody changed stays.

    options:
      --host NAME         this host's name in the repository (else the machine's
                          short name)
      --yes, -y           ask nothing: projects that run here and are not declared
                          stay, and an unknown host key is trusted on first use
      --branch NAME       what is deployed (main)
      --host-key SHA256:...
                          the fingerprint that the ssh server's key must have; of
                          several servers each must have one of those given
      --token-file FILE   a file with the token, which is copied; of several https
                          servers: HOST=FILE (or HOST:PORT=FILE) for each
      --token-stdin       the token comes on standard input; typed there, it is not
                          shown
      --ca-file FILE      certificates of a private authority, which are copied
      --adopt             take this name although host/<name>/age.pub in the
                          repository is of another machine
      --no-timer          do not enable converge.timer
      --config FILE       the configuration to write; keys go beside it, so that its
                          folder is for nothing else (/etc/converge/converge.yaml)
      --checkout FOLDER, --state FOLDER, --docker unix:///SOCKET
                          other places than usual, for converge.yaml
      --color WHEN        auto, always or never

    exit codes:
      0    this host is set up
      1    it could not be done
      64   wrong usage, or a name that this host cannot take
      65   another machine bears this name, or the repository's declaration is
           invalid
      69   a remote does not answer or refuses this host, none has the branch, or
           no Engine answers: mend that and run init again
      75   a cycle or another init is running
      77   a person has to decide: the head of a remote, or its server, is not trusted
      78   what stands in /etc/converge is invalid, says otherwise than the
           command line, or others may look at it
      128+n  ended by signal n
    """
}
