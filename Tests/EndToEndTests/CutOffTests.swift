import Glibc
import TestSupport
import Testing

@Suite("a new version whose cycle was killed", .laboratory) struct CutOffTests {
  private let watched: Watched

  init() throws {
    watched = try Watched(
      settings: "verify: {window: 30s, stable: 6s}", list("web"), Self.version(1, "sleep infinity"))
  }

  /// Its last service waits for one that takes a while.
  private static func version(_ number: Int, _ command: String, delay: Int = 0) throws -> Files {
    let common = [
      "network_mode: none", "restart: always", "stop_grace_period: 0s",
      "environment: {V: '\(number)', DELAY: '\(delay)'}",
    ]
    return try stack(
      "web",
      service("app", lines: common + ["command: [sh, -c, '\(command)']"]),
      service("gate", "slow:1", lines: common),
      service("late", lines: common + ["depends_on: {gate: {condition: service_healthy}}"]))
  }

  private func kill(_ files: Files, when isTime: (Child) throws -> Bool) throws {
    try watched.world.commit(files)
    let cycle = try watched.world.host.start()
    let isThere = try eventually(within: 30) { try isTime(cycle) }
    cycle.signal(SIGKILL)
    let output = try cycle.wait()
    #expect(isThere && output.status == 137, "\(output)")
  }

  private var version: String? { get throws { try watched.world.container("web").variable("V") } }

  @Test("while it was watched goes back all the same where it fails") func inWatch() throws {
    try kill(Self.version(2, "sleep 3; exit 3")) { $0.said.contains("recreated web-app-1") }
    let ran = try watched.cycle(exits: 3)
    #expect(try version == "1", "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
  }

  @Test("while Compose was at work goes back where it fails") func inUp() throws {
    try kill(Self.version(2, "sleep 4; exit 3", delay: 8)) { _ in
      let app = try watched.engine.containers(project: "web").filter { $0.service == "app" }
      return app.count == 1 && app[0].isRunning && app[0].variable("V") == "2"
    }
    let ran = try watched.cycle(exits: 3)
    #expect(try version == "1", "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
  }

  @Test("while it was watched does not go back over data that another major version wrote")
  func major() throws {
    func version(_ number: Int, _ command: String) throws -> Files {
      let app = try service(
        "app", "worker:\(number)", "network_mode: none", "restart: always",
        "stop_grace_period: 0s", "command: [sh, -c, '\(command)']", "volumes: ['kept:/kept']")
      return ["stacks/web/compose.yaml": composeFile([app, "volumes: {kept: {}}\n"])]
    }
    try watched.deploy(version(1, "sleep infinity"))
    try kill(version(2, "sleep 3; exit 3")) { $0.said.contains("recreated web-app-1") }
    let ran = try watched.cycle(exits: 3)
    #expect(ran.text.contains("worker 1 to 2"), "\(ran)")
    #expect(try watched.world.container("web").image == Lab.image("worker:2"))
  }

  @Test("on the way back comes back") func onTheWayBack() throws {
    let records = "\(watched.world.host.state)/stacks.json"
    try kill(Self.version(2, "exit 3")) { _ in
      try must(["cat", records]).contains("heldBack\" : {")
    }
    let ran = try watched.cycle(exits: 3)
    #expect(try version == "1", "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
    let next = try watched.cycle(exits: 3)
    #expect(next.calls.isEmpty, "\(next)")
  }
}
