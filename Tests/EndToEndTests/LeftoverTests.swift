import Glibc
import TestSupport
import Testing

@Suite("what a killed cycle did not come to put away", .laboratory) struct LeftoverTests {
  @Test("is put away by the next one: the image of the version before") func image() throws {
    let (engine, remote) = (try Engine.lend(), try Remote())
    let gate = try Gate(to: engine)
    let host = try Host("media", engine, [remote], socket: gate.socket)
    let world = World(engine: engine, remote: remote, host: host)
    try world.deploy(list("web"), stack("web", service("app", "worker:1", "network_mode: none")))
    let before = Set(try engine.lines("image", "ls", "-q", "--no-trunc"))

    try world.commit(stack("web", service("app", "worker:2", "network_mode: none")))
    let cycle = try host.start()
    let process = cycle.pid
    gate.decide { _, request in
      guard request.hasPrefix("DELETE /images/") else { return .pass }
      kill(process, SIGKILL)
      return .cut
    }
    #expect(try cycle.wait().status == 128 + SIGKILL)
    gate.decide(nil)
    #expect(before.isSubset(of: try engine.lines("image", "ls", "-q", "--no-trunc")))

    let output = try world.cycle()
    let after = try engine.lines("image", "ls", "-q", "--no-trunc")
    #expect(before.isDisjoint(with: after), "\(output)")
  }

  @Test("is put away by one without changes too: a file of the state") func stateFile() throws {
    let world = try World(list("web"), stack("web"))
    try world.cycle()
    let names = ["stacks.json", "settled.json", "requests.json"].map {
      "\(world.host.state)/.converge-new-\($0)"
    }
    for name in names { try write("{", to: name, mode: 0o600) }
    let output = try world.cycle()
    #expect(output.stdout.contains("nothing changed"), "\(output)")
    #expect(names.filter { read($0) != nil } == [names[2]], "a hold may be at it")
  }
}
