import Glibc
import TestSupport
import Testing

/// What a killed Compose asked the Engine for last comes to pass after its death.
@Suite("a cycle killed while the Engine starts a one-shot", .laboratory) struct LateStartTests {
  private static func version(_ word: String) throws -> Files {
    let job = try service(
      "job", "web:1", "network_mode: none", "environment: {V: \(word)}", "restart: 'no'",
      "volumes: ['runs:/runs']", "command: [sh, -c, 'echo $$V >>/runs/all']")
    return ["stacks/web/compose.yaml": composeFile([job, "volumes: {runs: {}}\n"])]
  }

  private let world: World
  private let gate: Gate

  init() throws {
    let (engine, remote) = (try Engine.lend(), try Remote())
    gate = try Gate(to: engine)
    world = World(
      engine: engine, remote: remote,
      host: try Host("media", engine, [remote], settings: brisk, socket: gate.socket))
    try remote.commit("First", merged([list("web"), Self.version("one")]))
    try world.cycle()
  }

  private var runs: String {
    let data = world.engine.socket.replacing("docker.sock", with: "data/volumes")
    return read("\(data)/web_runs/_data/all") ?? ""
  }

  @Test("is followed by one in which it does not run again") func runsOnce() throws {
    try world.commit(Self.version("two"))
    let (wasAsked, goesOn) = (Signal(), Signal())
    gate.decide { _, request in
      guard request.hasSuffix("/start") else { return .pass }
      wasAsked.give()
      return .late { goesOn.wait() }
    }
    let killed = try world.host.start()
    wasAsked.wait()
    killed.signal(SIGKILL)
    try Processes.killAll(holding: world.host.lock)
    _ = try killed.wait()
    #expect(try world.container("web", "job").state == "created")

    // converge has looked at the containers when Compose begins, or it removes one itself
    gate.decide { _, request in
      guard request.contains("/v1.41/containers") || request.hasPrefix("DELETE") else {
        return .pass
      }
      goesOn.give()
      usleep(500_000)
      return .pass
    }
    let output = try world.cycle()
    #expect(try eventually { try world.container("web", "job").state == "exited" })
    #expect(runs == "one\ntwo\n", "\(output)")
  }
}
