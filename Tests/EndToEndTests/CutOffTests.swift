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
    try watched.world.runs("worker:2")
  }

  @Test("by TERM on the way back comes back") func stopped() throws {
    try watched.world.commit(Self.version(2, "exit 3"))
    let cycle = try watched.world.host.start()
    #expect(eventually(within: 30) { cycle.said.contains("going back from") })
    usleep(700_000)
    cycle.signal(SIGTERM)
    let output = try cycle.wait(deadline: 10)
    #expect(output.status == 143, "\(output)")
    let ran = try watched.cycle(exits: 3)
    #expect(try version == "1", "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
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

  @Test("on the way back comes back also where the next commit cannot be used") func unusable()
    throws
  {
    func version(_ number: Int, _ command: String) throws -> Files {
      let job = try service(
        "job", "worker:1", "network_mode: none", "restart: 'no'", "environment: {V: '\(number)'}",
        "command: [sh, -c, 'echo x >>/data/runs']", "volumes: ['./data:/data']")
      let app = try service(
        "app", "worker:1", "network_mode: none", "restart: always", "stop_grace_period: 0s",
        "environment: {V: '\(number)'}", "command: [sh, -c, '\(command)']")
      return ["stacks/web/compose.yaml": composeFile([job, app])]
    }
    try watched.deploy(version(1, "sleep infinity"))
    let records = "\(watched.world.host.state)/stacks.json"
    try kill(version(2, "exit 3")) { _ in try must(["cat", records]).contains("heldBack\" : {") }
    let runs = watched.lines("stacks/web/data/runs").count
    let nowhere = "127.0.0.1:5000/nowhere@sha256:" + String(repeating: "0", count: 64)
    let file = composeFile([plainService("app", ["image: \(nowhere)"])])
    let ran = try watched.deploy(["stacks/web/compose.yaml": file], exits: 3)
    #expect(
      watched.world.host.file("stacks/web/compose.yaml")?.contains("infinity") == true, "\(ran)")
    _ = try watched.cycle(exits: 3)
    let next = try watched.cycle(exits: 3)
    #expect(try self.version == "1" && watched.world.container("web").isRunning, "\(next)")
    #expect(watched.lines("stacks/web/data/runs").count == runs, "\(next)")
  }
}
