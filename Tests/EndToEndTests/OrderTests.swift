import TestSupport
import Testing

@Suite("stacks that use each other's networks and volumes", .laboratory) struct OrderTests {
  /// A stack that makes a network of its own name, and uses those of others.
  private func net(_ name: String, uses others: String...) throws -> Files {
    let used = others.map { "  \($0): {external: true}\n" }.joined()
    return try stack(
      name, service("app", "worker:1", "networks: [\(([name] + others).joined(separator: ", "))]"),
      "networks:\n  \(name): {name: \(name)}\n\(used)")
  }

  @Test("start after those that make them, whatever the list says")
  func order() throws {
    let volume = try stack(
      "disk", service("app", "worker:1", "network_mode: none", "volumes: ['disk:/disk']"),
      "volumes: {disk: {name: disk}}\n")
    let user = try stack(
      "app", service("app", "worker:1", "networks: [front]", "volumes: ['disk:/disk']"),
      "networks: {front: {external: true}}\nvolumes: {disk: {external: true}}\n")
    let watched = try Watched(list("app", "front", "disk"), user, net("front"), volume)
    let app = try watched.world.container("app")
    #expect(app.isRunning)
    for maker in ["front", "disk"] {
      #expect(try watched.world.container(maker).startedAt < app.startedAt, "\(maker)")
    }
    try watched.isQuiet()
  }

  @Test("in a circle fail, each naming the others, and the rest goes on")
  func circle() throws {
    let watched = try Watched(
      World(
        list("one", "two", "web"), net("one", uses: "two"), net("two", uses: "one"), stack("web")))
    let ran = try watched.cycle(exits: 3)
    for name in ["one", "two"] {
      let lines = ran.output.stderr.split(separator: "\n").filter { $0.contains("\(name): ") }
      #expect(lines.contains { $0.contains("one, two") }, "\(ran)")
    }
    #expect(try watched.engine.containers().map(\.name) == ["web-app-1"])
  }

  @Test("wait for nothing that fails: they fail too, and are tried again in the next cycle")
  func makerFails() throws {
    let broken = try merged([net("front"), ["stacks/front/compose.override.yaml": "nonsense: [\n"]])
    let watched = try Watched(World(list("app", "front"), net("app", uses: "front"), broken))
    try watched.cycle(exits: 3)
    #expect(try watched.engine.containers().isEmpty)
    try watched.deploy(removed("stacks/front/compose.override.yaml"))
    #expect(try watched.engine.containers().map(\.name) == ["app-app-1", "front-app-1"])
  }
}

@Suite("images that are missing", .laboratory) struct MissingImageTests {
  @Test("are pulled before anything is torn down, and fail only the stack that needs them")
  func missing() throws {
    let registry = try Registry()
    let (engine, remote) = (try Engine.lend(), try Remote())
    let relay = try Relay(to: engine)
    let host = try Host("media", engine, [remote], socket: relay.socket)
    let watched = try Watched(World(engine: engine, remote: remote, host: host))
    try watched.deploy(
      list("web", "db", "old"), stack("web"), stack("db"), stack("old"))
    let before = try watched.ids()

    let missing = "\(registry.address)/missing:1@sha256:\(String(repeating: "a", count: 64))"
    relay.clear()
    let ran = try watched.deploy(
      list("web", "db", "new"), stack("db", plainService("app", ["image: \(missing)"])),
      stack("new", plainService("app", ["image: \(try registry.image("worker:2"))"])), exits: 3)
    #expect(ran.output.stderr.contains("db: "), "\(ran)")
    #expect(!ran.output.stderr.contains("new: failed"), "\(ran)")
    let after = try watched.ids()
    #expect(after["db-app-1"] == before["db-app-1"] && after["web-app-1"] == before["web-app-1"])
    #expect(try watched.world.container("new").isRunning)
    #expect(after["old-app-1"] == nil)

    let lastPull = relay.requests.lastIndex { $0.contains("/images/create") }
    let firstStop = relay.requests.firstIndex { $0.contains("/stop") || $0.hasPrefix("DELETE") }
    #expect(try #require(lastPull) < #require(firstStop), "\(relay.requests)")
  }
}
