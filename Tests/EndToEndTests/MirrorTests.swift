import TestSupport
import Testing

/// Two remotes that are served over the network, the first one followed by the second.
@Suite("mirrors", .laboratory) struct MirrorTests {
  private let world: World
  private let mirror: Remote
  private let (one, two): (GitDaemon, GitDaemon)
  private let first: String

  init() throws {
    mirror = try Remote()
    world = try World(mirrors: [mirror])
    first = try world.commit(list("web"), stack("web"))
    try world.remote.mirror(to: mirror)
    (one, two) = (try GitDaemon(world.remote), try GitDaemon(mirror))
    try world.host.configure(remotes: [one.url, two.url])
    try world.cycle()
  }

  /// What `converge status` says of a remote.
  private func status(_ daemon: GitDaemon) throws -> String {
    let output = try world.host.start(["status"]).wait()
    let line = output.stdout.split(separator: "\n").first { $0.contains(daemon.url) }
    return String(line ?? "nothing in: \(output)")
  }

  private func commitImage(_ image: String) throws -> String {
    try world.commit(stack("web", service("app", image)))
  }

  @Test("are asked in the first cycle, and then not in every one, and how far they are is known")
  func lag() throws {
    #expect(try status(one).hasSuffix("\(first.short), reached, in use"))
    #expect(try status(two).hasSuffix("\(first.short), reached"))
    two.wire.fail(nil)
    _ = try commitImage("worker:2")
    try world.cycle()
    try world.cycle()
    #expect(two.wire.passed == 0)
    #expect(try status(two).contains(": \(first.short), reached "))
    #expect(try status(two).hasSuffix(" ago, 1 commit behind"))

    try world.remote.mirror(to: mirror)
    let clock = try ShiftedClock()
    try clock.set(3000)
    try world.cycle(environment: clock.environment)
    #expect(two.wire.passed == 0)
    try clock.set(3700)
    try world.cycle(environment: clock.environment)
    #expect(two.wire.passed > 0)
    #expect(try !status(two).contains("behind"))
  }

  @Test("that hang or are away cost neither the cycle nor its exit code")
  func hanging() throws {
    two.wire.fail(.hang(after: 0))
    let output = try world.cycle("--full")
    #expect(output.stderr.contains("nothing came from the server for 5 seconds"), "\(output)")
    #expect(try status(two).contains("\(first.short), unreachable, last reached "))
    two.wire.fail(nil)
    try world.cycle()
    #expect(try status(two).contains("unreachable"), "as it was when it was last asked")
    try world.cycle("--full")
    #expect(try status(two).hasSuffix("\(first.short), reached"))
  }

  @Test("that diverge raise an alarm until that is over")
  func divergence() throws {
    let ours = try commitImage("worker:2")
    try world.cycle()
    try world.remote.git("reset", "-q", "--hard", first)
    try world.remote.git("commit", "-q", "--allow-empty", "-m", "Elsewhere")
    let theirs = try world.remote.git("rev-parse", "HEAD")
    try world.remote.mirror(to: mirror)
    two.wire.fail(nil)
    for (count, arguments) in [["--full"], [], []].enumerated() {
      let output = try world.host.start(arguments).wait()
      #expect(output.status == 77, "\(output)")
      #expect(output.stdout.contains("\(two.url) diverged at \(theirs.short)"), "\(output)")
      // as long as it lasts it is asked in every cycle
      #expect(two.wire.passed > count, "\(output)")
      let line = output.stderr.split(separator: "\n").first { $0.contains("diverged at") }
      let parts = [one.url, two.url, ours.short, theirs.short, "error:"]
      #expect(parts.allSatisfy { line?.contains($0) == true }, "\(output)")
    }
    #expect(try status(two).contains("diverged"))
    #expect(try status(one).hasSuffix("reached, in use"))
    let references = try must(["git", "-C", world.host.checkout, "for-each-ref"])
    #expect(!references.contains(theirs), "nothing keeps what is not deployed")
    try world.runs("worker:2")

    try mirror.goAway()
    for _ in 1...2 {
      let away = try world.cycle(exits: 77)
      #expect(away.stdout.contains("\(two.url) diverged at \(theirs.short)"), "\(away)")
    }
    try mirror.comeBack()
    try world.remote.mirror(to: mirror, ours)
    #expect(try !world.cycle().text.contains("diverge"))
    #expect(try !status(two).contains("diverged"))
  }

  @Test("swap roles: what was second is followed, also while the first one comes back behind")
  func swap() throws {
    try world.remote.goAway()
    try world.remote.git("commit", "-q", "--allow-empty", "-m", "On the second")
    let second = try world.remote.git("rev-parse", "HEAD")
    try world.remote.mirror(to: mirror)
    try world.cycle()
    #expect(try status(two).hasSuffix("\(second.short), reached, in use"))

    try world.remote.comeBack()
    let files = try stack("web", service("app", "worker:2"))
    for case (let path, let text?) in files { try write(text, to: "\(world.remote.clone)/\(path)") }
    try world.remote.git("commit", "-q", "-a", "-m", "Again on the second")
    try world.remote.mirror(to: mirror)
    try world.cycle()
    try world.runs("worker:2")
    #expect(try status(one).hasSuffix("\(first.short), reached, 2 commits behind"))
    #expect(try status(two).hasSuffix("reached, in use"))

    try world.remote.mirror(to: world.remote)
    try world.cycle()
    #expect(try status(one).hasSuffix("reached, in use"))
  }

  @Test("that have not seen a force push are not followed back", arguments: [false, true])
  func forcePush(isAway: Bool) throws {
    let dropped = try commitImage("worker:2")
    try world.remote.mirror(to: mirror)
    try world.cycle()
    try world.remote.git("reset", "-q", "--hard", first)
    try world.remote.mirror(to: world.remote)
    try world.cycle("--full")
    try world.runs("worker:1")
    #expect(try status(two).hasSuffix("it still has \(dropped.short), which a force push dropped"))
    #expect(try !status(two).contains("diverged"))

    if isAway { try world.remote.goAway() }
    try world.cycle()
    try world.runs("worker:1")
    if isAway { try world.remote.comeBack() }
    let next = try commitImage("web:1")
    try world.remote.mirror(to: mirror)
    try world.cycle("--full")
    try world.runs("web:1")
    #expect(try status(two).hasSuffix("\(next.short), reached"))
  }

  @Test("that are ahead are not followed while the first one is level, and it is said what to do")
  func ahead() throws {
    try world.remote.git("commit", "-q", "--allow-empty", "-m", "On the second")
    let head = try world.remote.git("rev-parse", "HEAD")
    try world.remote.mirror(to: mirror)
    let output = try world.cycle("--full")
    let words = "\(two.url) is 1 commit ahead; push \(head.short) to \(one.url)"
    #expect(output.stderr.contains("warning: pull: \(words)"), "\(output)")
    #expect(output.stdout.contains("media at \(first.short): "), "\(output)")
    #expect(output.stdout.contains(words), "\(output)")
    two.wire.fail(nil)
    #expect(try world.cycle().stdout.contains(words))
    #expect(two.wire.passed == 0)
    #expect(try status(two).hasSuffix("1 commit ahead: push \(head.short) to \(one.url)"))

    try world.remote.mirror(to: world.remote)
    let next = try world.cycle()
    #expect(next.stdout.contains("media at \(head.short): "), "\(next)")
    #expect(!next.text.contains("ahead"), "\(next)")
  }

  @Test("that have not seen a dozen force pushes are not taken for diverged")
  func manyForcePushes() throws {
    _ = try world.commit(["note": "0"])
    try world.remote.mirror(to: mirror)
    try world.cycle()
    for count in 1...12 {
      try world.remote.git("reset", "-q", "--hard", first)
      _ = try world.commit(["note": "\(count)"])
      try world.cycle()
    }
    try world.cycle("--full")
    #expect(try status(two).hasSuffix(", which a force push dropped"))
  }

  @Test("and first remotes that serve another repository are named, and nothing changes")
  func foreign() throws {
    let other = try Remote()
    try other.commit("Other", merged([list(), ["stacks/other/note": "\n"]]))
    let head = try other.git("rev-parse", "HEAD")
    for (daemon, remote) in [(two, mirror), (one, world.remote)] {
      try other.mirror(to: remote)
      let output = try world.cycle("--full", exits: 77)
      #expect(output.stderr.contains(head.short), "\(output)")
      #expect(output.stderr.contains("no commit in common"), "\(output)")
      #expect(
        output.stdout.contains("\(daemon.url) shows another repository at \(head.short)"),
        "\(output)")
      try world.runs("worker:1")
    }
    #expect(try world.cycle(exits: 77).stderr.contains("converge --adopt"))
    try world.cycle("--adopt")
    #expect(try world.engine.containers().isEmpty)
  }
}
