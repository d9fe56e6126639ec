import TestSupport
import Testing

@Suite("a host that asks for signed commits", .laboratory) struct SignatureTests {
  let signing: Signing

  init() throws {
    signing = try Signing()
    try signing.watched.cycle()
  }

  /// A cycle that refuses what the remote shows, which says so in these words, and stays.
  @discardableResult
  private func refuses(
    _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    let output = try signing.world.cycle(exits: 77, sourceLocation: sourceLocation)
    for word in words + ["error: pull: "] {
      #expect(output.stderr.contains(word), "\(output)", sourceLocation: sourceLocation)
    }
    #expect(output.stdout.contains(" refused: "), "\(output)", sourceLocation: sourceLocation)
    try signing.world.runs("worker:1", sourceLocation: sourceLocation)
    return output
  }

  @Test("deploys what ed25519 and RSA keys of its file signed, and is as quiet as any other")
  func signed() throws {
    try signing.world.runs("worker:1")
    try signing.watched.isQuiet()
    try signing.commit("worker:2", by: "bob")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
    try signing.watched.isQuiet()
    // not even ssh-keygen
    try signing.world.cycle(environment: ["PATH": "/nonexistent"])
  }

  @Test("does not deploy what is not signed, and goes on mending what it has")
  func unsigned() throws {
    let deployed = try signing.remote.git("rev-parse", "--short=7", "HEAD")
    let commit = try signing.commit("worker:2", by: nil).prefix(7)
    for _ in 1...2 {
      _ = try signing.world.engine.lines("rm", "-f", signing.world.container("web").id)
      try refuses(
        "\(commit) of \(signing.remote.url) is refused: it is not signed",
        "committed by A Person <person@example.org>", "staying at \(deployed)",
        "commit something signed on top of it (git commit --allow-empty -S), and push"
      )
      #expect(try signing.world.container("web").isRunning)
    }
    let quiet = try refuses("it is not signed")
    #expect(
      quiet.stdout.contains("media at \(deployed): 1 stack, nothing changed, \(commit) refused"))

    let status = try signing.world.host.converge("status")
    #expect(status.stdout.contains("\(commit) refused: it is not signed"), "\(status)")
    let doctor = try signing.world.host.converge("doctor")
    let line = "\(signing.remote.url): main at \(commit) refused: it is not signed"
    #expect(doctor.stdout.contains("error    remotes        \(line)"), "\(doctor)")
    #expect(doctor.stdout.contains("-> commit something signed on top of it"), "\(doctor)")
    let json = try signing.world.host.converge("status", "--json")
    #expect(json.stdout.contains("\"exitCode\" : 77"), "\(json)")
    let plan = try signing.world.cycle("plan", exits: 77)
    #expect(plan.text.contains("refused: it is not signed"), "\(plan)")

    // a signed one on top answers for what it stands on
    try signing.sign(as: "ann")
    try signing.remote.commit("Answer for it")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
    try signing.watched.isQuiet()
  }

  @Test("names the key that signed and is not listed, and takes the commit once it is")
  func unlisted() throws {
    // a first commit that is amended would be another history
    try signing.remote.commit("Second")
    try signing.watched.cycle()
    // a force push, which counts only as long as it was not seen before
    try signing.remote.git("commit", "-q", "--allow-empty", "--amend", "-m", "Other")
    try signing.commit("worker:2", by: "eve")
    try refuses(try signing.fingerprint("eve"), signing.allowed, "add the key to")
    try refuses(try signing.fingerprint("eve"))
    try signing.allow("ann", "eve")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
    try signing.watched.isQuiet()
  }

  @Test("is content again when the unsigned commit is taken back")
  func takenBack() throws {
    try signing.commit("worker:2", by: nil)
    try refuses("it is not signed")
    try signing.remote.git("reset", "-q", "--hard", "HEAD~")
    try signing.remote.mirror(to: signing.remote)
    try signing.watched.isQuiet()

    try signing.commit("worker:2", by: nil)
    try signing.sign(as: "ann")
    try signing.remote.git("revert", "--no-edit", "HEAD")
    try signing.remote.mirror(to: signing.remote)
    try signing.watched.cycle()
    try signing.world.runs("worker:1")
  }

  @Test("keeps what it deployed when its key is not listed any more, and says so")
  func removedKey() throws {
    try signing.allow("bob")
    let commit = try signing.remote.git("rev-parse", "--short=7", "HEAD")
    for _ in 1...2 {
      try refuses("\(commit) of", "does not list", "it stays, since it was deployed before")
    }
    // advice is about the head alone
    try signing.commit("worker:2", by: nil)
    let stays = "it stays, since it was deployed before"
    let lines = try refuses(stays).stderr.split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix(stays) }, "\(lines)")
    try signing.remote.git("reset", "-q", "--hard", "HEAD~")
    try signing.remote.mirror(to: signing.remote)
    try signing.allow("bob", "ann")
    try signing.watched.cycle()
    try signing.watched.isQuiet()
  }

  @Test("does not take a force push that is not signed, on the first remote either")
  func forcePush() throws {
    // a first commit that is amended would be another history
    try signing.remote.commit("Second")
    try signing.watched.cycle()
    try signing.sign(as: nil)
    try signing.remote.git("commit", "-q", "--allow-empty", "--amend", "-m", "Other")
    try signing.remote.mirror(to: signing.remote)
    try refuses("it is not signed")
  }

  @Test(
    "does not take a commit whose text is not the one that was signed",
    arguments: ["s/^Change/Chance/", "s/^author A/author B/", "s/^committer A/committer B/"])
  func tampered(_ change: String) throws {
    try signing.commit("worker:2", by: "ann")
    try signing.forge("sed '\(change)'")
    try refuses("is not one of this commit")
    try signing.commit("web:1", by: "bob")
    try signing.forge("sed '\(change)'")
    try refuses("ssh-keygen refuses its signature by the ssh-rsa key")
  }

  @Test("says of signatures of other kinds that they do not count")
  func otherKinds() throws {
    try signing.commit("worker:2", by: nil)
    let header = "gpgsig -----BEGIN PGP SIGNATURE-----\\n x\\n -----END PGP SIGNATURE-----"
    try signing.forge("sed '0,/^$/s/^$/\(header)\\n/'")
    try refuses("it is signed with OpenPGP, and only ssh signatures count")
  }

  @Test("holds back and goes back as any other; what failed counts for more than what is refused")
  func heldBack() throws {
    try signing.commit("crash:1", by: "ann")
    let failed = try signing.world.cycle(exits: 3)
    #expect(failed.stdout.contains("runs well again"), "\(failed)")
    try signing.commit("worker:2", by: nil)
    let output = try signing.world.cycle(exits: 3)
    #expect(output.stderr.contains("is refused: it is not signed"), "\(output)")
    #expect(output.stdout.contains("1 held back"), "\(output)")
    #expect(output.stdout.contains(" refused: it is not signed"), "\(output)")
    try signing.world.runs("worker:1")
    try signing.allow("bob")
    try signing.world.cycle(exits: 3)
    try signing.world.runs("worker:1")
    try signing.commit("worker:2", by: "bob")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
  }

  @Test("does nothing with a file of keys that it does not understand")
  func damagedFile() throws {
    try write("ann@example.org ssh-ed25519\n", to: signing.allowed)
    let output = try signing.world.cycle(exits: 78)
    #expect(output.stderr.contains("\(signing.allowed):1: "), "\(output)")
    try signing.world.runs("worker:1")
  }

  @Test("says what to install where only ssh-keygen knows the type of the key")
  func missingProgram() throws {
    try signing.commit("worker:2", by: "bob")
    let output = try signing.world.cycle(exits: 77, environment: ["PATH": "/nonexistent"])
    #expect(output.stderr.contains("apt-get install openssh-client"), "\(output)")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
  }
}

@Suite("asking for signed commits", .laboratory) struct SignatureStartTests {
  @Test("from the first cycle on: nothing is deployed before something is signed")
  func first() throws {
    let signing = try Signing()
    try signing.commit("worker:1", by: nil)
    let output = try signing.world.cycle(exits: 77)
    #expect(output.stderr.contains("is refused: it is not signed"), "\(output)")
    #expect(try signing.world.engine.containers().isEmpty)
    #expect(try signing.world.cycle("plan", exits: 77).stderr.contains("it is not signed"))
    try signing.commit("worker:2", by: "ann")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
  }

  @Test("of a host that deployed an unsigned commit: it stays, and the next one must be signed")
  func later() throws {
    let signing = try Signing(isOn: false)
    try signing.commit("worker:1", by: nil)
    try signing.watched.cycle()
    try signing.require()
    let output = try signing.world.cycle(exits: 77)
    #expect(output.stderr.contains("it stays, since it was deployed before"), "\(output)")
    // and without a remote it is the same
    try signing.remote.goAway()
    try signing.world.cycle(exits: 77)
    try signing.remote.comeBack()
    try signing.commit("worker:2", by: "ann")
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
    try signing.require("off")
    try signing.commit("worker:1", by: nil)
    try signing.watched.cycle()
    try signing.world.runs("worker:1")
  }

  @Test("of several remotes: the first one that answers decides, whatever the others show")
  func mirrors() throws {
    let mirror = try Remote()
    let signing = try Signing(mirrors: [mirror])
    try signing.watched.cycle()
    try signing.commit("worker:2", by: "ann")
    try signing.remote.mirror(to: mirror)
    try signing.remote.git("commit", "-q", "--amend", "--no-gpg-sign", "--no-edit")
    try signing.remote.mirror(to: signing.remote)
    try signing.world.cycle(exits: 77)
    try signing.world.runs("worker:1")
    try signing.remote.goAway()
    try signing.watched.cycle()
    try signing.world.runs("worker:2")
  }

  @Test("of several remotes: what the first one shows, too, nobody is told to push there")
  func mirrorOfRefused() throws {
    let mirror = try Remote()
    let signing = try Signing(mirrors: [mirror])
    try signing.watched.cycle()
    try signing.commit("worker:2", by: nil)
    try signing.remote.mirror(to: mirror)
    let same = try signing.world.cycle("--full", exits: 77)
    #expect(!same.text.contains("commit ahead; push"), "\(same)")
    let status = try signing.world.host.converge("status").stdout
    let line = status.split(separator: "\n").first { $0.contains("remote \(mirror.url): ") }
    #expect(line?.hasSuffix("1 commit ahead") == true, "\(status)")

    // what it alone has is another matter
    try signing.sign(as: "ann")
    try signing.remote.git("commit", "-q", "--allow-empty", "-m", "Only there")
    try signing.remote.mirror(to: mirror)
    let head = try signing.remote.git("rev-parse", "--short=7", "HEAD")
    let more = try signing.world.cycle("--full", exits: 77)
    let words = "\(mirror.url) is 2 commits ahead; push \(head) to \(signing.remote.url)"
    #expect(more.stderr.contains("warning: pull: \(words)"), "\(more)")
    #expect(more.stdout.contains(words), "\(more)")
  }

  @Test("of several remotes: nobody is told to push what would be refused")
  func unsignedLead() throws {
    let mirror = try Remote()
    let signing = try Signing(mirrors: [mirror])
    try signing.watched.cycle()
    try signing.sign(as: nil)
    try signing.remote.git("commit", "-q", "--allow-empty", "-m", "Only there")
    let head = try signing.remote.git("rev-parse", "--short=7", "HEAD")
    try signing.remote.mirror(to: mirror)
    let refused = "\(head) would be refused: it is not signed"
    func isTold(_ output: Output) throws {
      #expect(output.stdout.contains("\(mirror.url) is 1 commit ahead; \(refused)"), "\(output)")
      let looks = try ["status", "doctor"].map { try signing.world.host.converge($0).stdout }
      for text in [output.text] + looks {
        #expect(text.contains(refused) && !text.contains("push \(head)"), "\(text)")
      }
    }
    try isTold(signing.world.cycle("--full"))

    // after it was refused as well
    try signing.remote.goAway()
    try signing.world.cycle(exits: 77)
    try signing.remote.comeBack()
    try isTold(signing.world.cycle())
  }
}
