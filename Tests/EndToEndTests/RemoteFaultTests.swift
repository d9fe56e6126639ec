import Glibc
import TestSupport
import Testing

/// The connection to the remote breaks after so many bytes: some are tried, or with
/// `CONVERGE_TORTURE=all` more.
@Suite("a remote that breaks off", .laboratory) struct RemoteFaultTests {
  /// Something that takes several packets, and other bytes each time.
  private static func noise() -> Files {
    var random = SystemRandomNumberGenerator()
    return ["noise": (0..<8000).map { _ in String(random.next(), radix: 36) }.joined()]
  }

  private let places = Tally.isComplete ? 40 : 3

  @Test("in the first clone leaves nothing that is taken for whole") func clone() throws {
    let (engine, remote) = (try Engine.lend(), try Remote())
    let daemon = try GitDaemon(remote)
    let host = try Host("media", engine, [remote])
    try host.configure(remotes: [daemon.url])
    let world = World(engine: engine, remote: remote, host: host)
    try world.commit(list("web"), stack("web"), Self.noise())
    let folder = try Folder("clone")
    daemon.wire.fail(nil)
    try must(["git", "clone", "-q", daemon.url, folder["x"]])
    let total = daemon.wire.passed
    for bytes in spread(total) {
      daemon.wire.fail(.cut(after: bytes))
      let before = try engine.containers()
      let output = try world.cycle(exits: 69)
      #expect(output.text.contains(daemon.url), "\(bytes) of \(total): \(output)")
      #expect(try engine.containers() == before)
      daemon.wire.fail(nil)
      let next = try world.host.converge()
      let isSo = try next.status == 0 && world.container("web").isRunning
      #expect(isSo, "\(bytes) of \(total): \(next)")
      try must(["git", "-C", host.checkout, "fsck", "--full", "--strict"])
      Tally.note("the remote breaks off in the first clone", converged: isSo)
      try must(["rm", "-r", host.checkout, host.state])
    }
  }

  @Test("in a fetch leaves what was fetched before") func fetch() throws {
    var served: GitDaemon?
    let stage = try FaultStage(url: { remote in
      let daemon = try GitDaemon(remote)
      served = daemon
      return daemon.url
    })
    let daemon = try #require(served)
    stage.extra = { _ in Self.noise() }
    try stage.begin()
    try stage.commit()
    daemon.wire.fail(nil)
    try stage.world.cycle()
    let total = daemon.wire.passed
    for bytes in spread(total) {
      try stage.commit()
      daemon.wire.fail(.cut(after: bytes))
      let before = try stage.world.snapshot()
      let output = try stage.world.cycle(exits: 69)
      #expect(output.text.contains("fetched before"), "\(bytes) of \(total): \(output)")
      #expect(output.text.contains(daemon.url), "\(bytes) of \(total): \(output)")
      let changes = try stage.world.snapshot().changes(since: before)
      #expect(changes == [], "\(bytes) of \(total): \(output)")
      daemon.wire.fail(nil)
      try stage.converge("the remote breaks off in a fetch", "after \(bytes) of \(total)")
      try must(["git", "-C", stage.world.host.checkout, "fsck", "--full", "--strict"])
    }
  }

  @Test("leaves no ssh behind where it hangs and the cycle is killed") func killed() throws {
    let (engine, remote, folder) = (try Engine.lend(), try Remote(), try Folder("keys"))
    let daemon = try GitDaemon(remote)
    daemon.wire.fail(.hang(after: 0))
    let host = try Host("media", engine, [remote])
    try must(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", folder["key"]])
    try write("", to: folder["known"])
    let port = "\(daemon.wire.port)"
    try host.configure(remotes: [
      "ssh://git@127.0.0.1:\(port)/x\n    identity: \(folder["key"])\n    known-hosts: \(folder["known"])"
    ])
    let cycle = try host.start()
    func isTalking() throws -> Bool { try must(["ps", "-eo", "args"]).contains(" -p \(port) ") }
    #expect(try eventually { try isTalking() }, "\(cycle.said)")
    cycle.signal(SIGKILL)
    #expect(try cycle.wait().status == 128 + SIGKILL)
    #expect(try eventually(within: 3) { try !isTalking() })
  }

  /// Bytes after which it breaks: before anything came, up to the last but a few.
  private func spread(_ total: Int) -> [Int] {
    (0..<places).map { (total - 40) * $0 / max(1, places - 1) }
  }
}
