import TestSupport
import Testing

@Suite("what the host's configuration and x-converge say", .laboratory) struct LimitTests {
  @Test("ends an up that takes too long")
  func deadline() throws {
    let world = try World(
      settings: "deadlines: {up: 3s}", list("web"),
      stack(
        "web",
        service("gate", "slow:1", "network_mode: none", "environment: {DELAY: 600}"),
        service(
          "app", "worker:1", "network_mode: none",
          "depends_on: {gate: {condition: service_healthy}}")))
    let output = try world.cycle(exits: 3)
    #expect(output.text.contains("docker was ended after 3 seconds"), "\(output)")
    #expect(try world.container("web").state == "created")
  }

  @Test("warns of a key that was probably meant to be x-converge")
  func misspelt() throws {
    let misspelt = try service(
      "app", "worker:1", "network_mode: none", "x-convrege: {one-shot: true}")
    let world = try World(list("web"), stack("web", misspelt))
    let output = try world.cycle()
    let warning = "web: service app: x-convrege is not read; did you mean x-converge?"
    #expect(output.stderr.contains(warning), "\(output)")
  }

  @Test("fails the stack where x-converge cannot be understood")
  func misunderstood() throws {
    let world = try World(
      list("web", "db"), stack("db"),
      stack("web", service(), "x-converge: {verify: {window: 90}}\n"))
    let output = try world.cycle(exits: 3)
    #expect(
      output.stderr.contains("x-converge at the top of the file: window must be a time"),
      "\(output)")
    #expect(try world.engine.projects() == ["db"])
  }
}
