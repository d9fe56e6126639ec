import TestSupport
import Testing

/// Several stacks at once, each with a registry that has its own bad day: so it takes no longer than
/// the slowest.
@Suite("registries on a bad day", .laboratory) struct RegistryFaultTests {
  static let faults: [(stack: String, words: String, behaviour: StandInProxy.Behaviour)] = [
    ("limit", "answers 429", .limit(times: 1000)), ("fail", "answers 500", .fail(times: 1000)),
    ("garbage", "answers garbage", .garbage(times: 1000)),
    ("nothing", "answers nothing", .close(times: 1000)), ("hang", "hangs", .hang),
    ("cut", "breaks off in a layer", .cut(times: 1000)), ("stall", "hangs in a layer", .stall),
  ]

  private let watched: Watched
  private let proxies: [StandInProxy]

  init() throws {
    proxies = try Self.faults.map { try StandInProxy($0.behaviour) }
    let names = Self.faults.map { "- \($0.stack)\n" }.joined()
    watched = try Watched(
      settings: "verify: {window: 10s, stable: 0s}\njobs: 8\ndeadlines: {pull: 14s}",
      ["host/media/stacks.yaml": names],
      merged(try Self.faults.map { try Self.version("one", $0.stack, Lab.image("worker:1")) }))
  }

  private static func version(_ number: String, _ name: String, _ image: String) throws -> Files {
    let app = plainService(
      "app",
      [
        "image: \(image)", "network_mode: none", "volumes: ['./conf:/conf']",
        "environment: {TOKEN: '${TOKEN}'}",
      ])
    return try merged([
      stack(name, app), ["stacks/\(name)/conf/a.txt": "\(number)\n"],
      secret("stacks/\(name)/app.secret.env", "TOKEN=token-\(number)\n"),
    ])
  }

  /// An image with a layer that no Engine has.
  private func newImage(_ name: String) throws -> String {
    let (engine, tag) = (watched.engine, "\(Lab.registry)/\(name):1")
    let noise = ["sh", "-c", "head -c 3000000 /dev/urandom >/noise"]
    _ = try engine.lines(["run", "--name", name, Lab.image("worker:1")] + noise)
    _ = try engine.lines("commit", "-c", "CMD [\"sleep\", \"1000\"]", name, tag)
    _ = try engine.lines("push", "-q", tag)
    let digest = try engine.lines("inspect", "--format", "{{index .RepoDigests 0}}", tag)[0]
    _ = try engine.lines("rm", name)
    _ = try engine.lines("image", "rm", "-f", tag, digest)
    return "\(tag)@\(digest.split(separator: "@")[1])"
  }

  @Test("leave every stack as it was, with its folder and plaintexts, until they recover")
  func badDays() throws {
    let before = try watched.ids()
    let images = try Self.faults.map { fault in
      try ["cut", "stall"].contains(fault.stack) ? newImage(fault.stack) : Lab.image("worker:2")
    }
    try watched.world.commit(
      merged(
        try zip(Self.faults, zip(proxies, images)).map { fault, way in
          try Self.version("two", fault.stack, way.0.way(to: way.1))
        }))
    let ran = try watched.cycle(exits: 3)
    #expect(try watched.ids() == before, "\(ran)")
    for fault in Self.faults { try expect("one", fault.stack, ran) }
    for (fault, proxy) in zip(Self.faults, proxies) {
      let named = ran.text.split(separator: "\n").contains {
        $0.contains("\(fault.stack): ") && $0.contains(proxy.address) && $0.contains("cannot pull")
      }
      #expect(named, "\(fault.words): \(ran)")
      #expect(proxy.requests > 0)
      proxy.behave()
    }
    let again = ran.text.split(separator: "\n").filter { $0.hasSuffix("; trying again") }
    #expect(!again.isEmpty && again.allSatisfy { $0.hasPrefix("warning: ") }, "\(ran)")
    #expect(again.contains { $0.hasPrefix("warning: fail: cannot pull ") }, "\(ran)")
    try converge()
  }

  private func converge() throws {
    let ran = try watched.cycle()
    for fault in Self.faults {
      let app = try watched.world.container(fault.stack)
      let isSo = app.isRunning && app.variable("TOKEN") == "token-two"
      #expect(isSo, "\(fault.words): \(app) \(ran)")
      try expect("two", fault.stack, ran)
      Tally.note("the registry \(fault.words)", converged: isSo)
    }
    try watched.isQuiet()
  }

  private func expect(_ version: String, _ stack: String, _ ran: Watched.Ran) throws {
    #expect(watched.lines("stacks/\(stack)/conf/a.txt") == [version], "\(stack): \(ran)")
    let plaintext = watched.lines("stacks/\(stack)/.decrypted.app.secret.env")
    #expect(plaintext == ["TOKEN=token-\(version)"], "\(stack): \(ran)")
  }
}
