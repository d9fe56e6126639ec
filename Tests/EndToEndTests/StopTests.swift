import Glibc
import TestSupport
import Testing

/// A signal to stop arrives in the middle of a step: the cycle ends within ten seconds with all that
/// it started, and has said of what it did that it did it, and nothing else.
@Suite("a cycle that is asked to stop", .laboratory) struct StopTests {
  /// Seconds in which it is gone.
  static let limit = 10.0

  @Test("while it fetches", arguments: [SIGTERM, SIGINT]) func fetching(signal: Int32) throws {
    var daemon: GitDaemon?
    let stage = try FaultStage(url: { remote in
      daemon = try GitDaemon(remote)
      return daemon?.url ?? ""
    })
    try stage.begin()
    try stage.commit()
    let wire = try #require(daemon).wire
    wire.fail(.hang(after: 60))
    try stop(stage, "fetches", by: signal) { wire.passed >= 60 }
    wire.fail(nil)
    try stage.converge("asked to stop while it fetches")
  }

  @Test("while it pulls images") func pulling() throws {
    let (stage, proxy) = (try FaultStage(), try StandInProxy(.hang))
    try stage.begin()
    stage.side = { _ in ["image: \(try proxy.image("web:2"))"] }
    try stage.commit()
    try stop(stage, "pulls", by: SIGTERM) { proxy.requests > 0 }
    proxy.behave()
    try stage.converge("asked to stop while it pulls images")
  }

  @Test("while it builds an image") func building() throws {
    let stage = try FaultStage()
    try stage.begin()
    stage.side = { _ in ["build: ."] }
    func use(_ command: String) {
      stage.extra = { _ in
        ["stacks/web/Dockerfile": "FROM \(try Lab.image("web:1"))\nRUN \(command)\n"]
      }
    }
    use("sleep 61")
    try stage.commit()
    try stop(stage, "builds", by: SIGTERM) { try runs("sleep 61") }
    #expect(try eventually { try !runs("sleep 61") }, "the Engine builds on")
    use("true")
    try stage.commit()
    try stage.converge("asked to stop while it builds an image")
  }

  @Test("while it starts a stack", arguments: [SIGTERM, SIGINT]) func starting(signal: Int32) throws
  {
    let stage = try FaultStage(settings: "verify: {window: 10s, stable: 0s}")
    var seconds = 0
    stage.side = { number in
      ["image: \(try Lab.image("slow:1"))", "environment: {DELAY: \(seconds), N: \(number)}"]
    }
    stage.app = { _ in ["depends_on: {side: {condition: service_healthy}}"] }
    try stage.begin()
    seconds = 600
    try stage.commit()
    try stop(stage, "starts", by: signal) {
      try stage.world.engine.containers(project: "web").contains {
        $0.variable("N") == "\(stage.version)" && $0.isRunning
      }
    }
    seconds = 0
    try stage.commit()
    try stage.converge("asked to stop while it starts a stack")
  }

  @Test("while it watches a stack") func watching() throws {
    let stage = try FaultStage(settings: "verify: {window: 30s, stable: 6s}")
    try stage.begin()
    try stage.commit()
    let output = try stop(stage, "watches", by: SIGTERM) {
      // while one is made anew there are two
      let running = try stage.world.engine.containers(project: "web").filter(\.isRunning)
      return running.contains { $0.variable("TOKEN") == "token\(stage.version)" }
        && running.contains { $0.service == "side" }
    }
    #expect(!output.text.contains("converged"), "\(output)")
    let status = try stage.world.host.converge("status").stdout
    #expect(status.contains(": stopped by SIGTERM; the next one goes on\n"), "\(status)")
    #expect(status.contains("which is not verified, since "), "\(status)")
    try stage.converge("asked to stop while it watches a stack")
  }

  @Test("while it removes a stack") func removing() throws {
    let stage = try FaultStage()
    stage.passing = { _ in
      try service("app", "stubborn:1", "stop_grace_period: 60s", "deploy: {replicas: 3}")
    }
    try stage.begin()
    try stage.commit()
    let output = try stop(stage, "removes", by: SIGTERM) { $0.said.contains("removing") }
    #expect(!output.text.contains("removed"), "\(output)")
    for container in try stage.world.engine.containers(project: "right") {
      _ = try stage.world.engine.docker("kill", container.id)
    }
    stage.passing = { _ in try service() }
    try stage.commit()
    try stage.commit()
    try stage.converge("asked to stop while it removes a stack")
  }

  @Test("while a hook runs that does not care", arguments: ["pre-deploy", "post-deploy"])
  func hook(_ name: String) throws {
    let (stage, place) = (try FaultStage(), try Folder("hook"))
    try stage.begin()
    try commitHook(name, sleeps: 62, stage, place["runs"])
    try stop(stage, "runs \(name)", by: SIGTERM) { read(place["runs"])?.isEmpty == false }
    try stage.converge("asked to stop while a hook runs")
    #expect(read(place["runs"])?.split(separator: "\n").count == 2, "it runs again, once")
  }

  @Test("while a stack goes back") func goingBack() throws {
    let stage = try FaultStage(settings: "verify: {window: 20s, stable: 1s}")
    stage.side = { number in
      ["image: \(try Lab.image("slow:1"))", "environment: {DELAY: 2, N: \(number)}"]
    }
    stage.app = { number in
      ["depends_on: {side: {condition: service_healthy}}"]
        + (number == 2 ? ["command: [sh, -c, exit 3]", "restart: always"] : [])
    }
    try stage.begin()
    try stage.commit()
    try stop(stage, "goes back", by: SIGTERM) { $0.said.contains("going back") }
    let next = try stage.world.cycle(exits: 3)
    #expect(next.text.contains("1 held back (web at "), "\(next)")
    #expect(try stage.world.container("web").variable("TOKEN") == "token1", "\(next)")
    try stage.commit()
    try stage.converge("asked to stop while a stack goes back")
  }

  @Test("while it ends what a killed cycle left behind, which does not care") func orphan() throws {
    let (stage, place) = (try FaultStage(), try Folder("hook"))
    try stage.begin()
    try commitHook("pre-deploy", sleeps: 63, stage, place["runs"])
    let killed = try stage.start()
    #expect(eventually { read(place["runs"])?.isEmpty == false })
    killed.signal(SIGKILL)
    _ = try killed.wait()
    let output = try signalled(stage, "ends an orphan", SIGTERM) { $0.said.contains("ending") }
    #expect(output.status == 143, "\(output)")
    try stage.converge("asked to stop while it ends an orphan")
  }

  /// Commits a hook that does not end when it is told to, and that sleeps only the first time.
  ///
  /// - Parameters:
  ///   - seconds: that it sleeps.
  ///   - runs: the file to which each of its runs adds a line.
  private func commitHook(
    _ name: String, sleeps seconds: Int, _ stage: FaultStage, _ runs: String
  ) throws {
    let script = """
      #!/bin/sh
      trap '' TERM INT
      echo $$ >>\(runs)
      test "$(wc -l <\(runs))" -gt 1 || sleep \(seconds)

      """
    try write(script, to: "\(stage.world.remote.clone)/stacks/web/hooks/\(name)", mode: 0o755)
    try stage.commit()
  }

  /// Whether a program with these arguments runs, wherever.
  private func runs(_ arguments: String) throws -> Bool {
    try TestSupport.run(["pgrep", "-f", "^\(arguments)"]).status == 0
  }

  @discardableResult
  private func stop(
    _ stage: FaultStage, _ moment: String, by signal: Int32,
    sourceLocation: SourceLocation = #_sourceLocation, when hasCome: () throws -> Bool
  ) throws -> Output {
    try stop(stage, moment, by: signal, sourceLocation: sourceLocation) { _ in try hasCome() }
  }

  /// Runs a cycle, and asks it to stop at a moment.
  ///
  /// - Parameter hasCome: whether the moment has come, by what the cycle said among others.
  @discardableResult
  private func stop(
    _ stage: FaultStage, _ moment: String, by signal: Int32,
    sourceLocation: SourceLocation = #_sourceLocation, when hasCome: (Child) throws -> Bool
  ) throws -> Output {
    let output = try signalled(
      stage, moment, signal, sourceLocation: sourceLocation, when: hasCome)
    let words = "\(moment): \(output)"
    #expect(output.status == 128 + signal, "\(words)", sourceLocation: sourceLocation)
    #expect(output.text.contains("stopped by SIG"), "\(words)", sourceLocation: sourceLocation)
    #expect(stage.world.host.lockHolders == [], "\(words)", sourceLocation: sourceLocation)
    #expect(try stage.lies(output) == [], "\(words)", sourceLocation: sourceLocation)
    return output
  }

  private func signalled(
    _ stage: FaultStage, _ moment: String, _ signal: Int32,
    sourceLocation: SourceLocation = #_sourceLocation, when hasCome: (Child) throws -> Bool
  ) throws -> Output {
    let cycle = try stage.start()
    guard try eventually(within: 30, { try hasCome(cycle) || !cycle.isRunning }), cycle.isRunning
    else { throw FixtureError("it never \(moment): \(try cycle.wait())") }
    usleep(300_000)
    cycle.signal(signal)
    var output: Output?
    let seconds = try elapsed { output = try cycle.wait(deadline: 60) }
    #expect(seconds < Self.limit, "\(moment): \(seconds) s", sourceLocation: sourceLocation)
    return try #require(output)
  }
}

extension FaultStage {
  /// What a cycle said it did, and did not do.
  fileprivate func lies(_ output: Output) throws -> [String] {
    let containers = try world.engine.containers()
    return output.text.split(separator: "\n").map(String.init).filter { line in
      guard let colon = line.firstRange(of: ": ") else { return false }
      let (stack, words) = (line[..<colon.lowerBound], line[colon.upperBound...])
      if words.hasPrefix("removed (") { return containers.contains { $0.project == stack } }
      guard ["created ", "recreated ", "started "].contains(where: words.hasPrefix) else {
        return false
      }
      let name = words.split(separator: " ")[1]
      // what goes back is on its way
      if output.text.contains("going back"), stack == "web" { return false }
      guard let found = containers.first(where: { $0.name == name }) else { return true }
      return !found.isRunning || name == "web-app-1" && found.variable("TOKEN") != token
    }
  }

  private var token: String { "token\(version)" }
}
