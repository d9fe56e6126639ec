import TestSupport
import Testing

/// A version that a killed cycle deployed and could not judge any more is judged by the next one.
@Suite("a cycle killed before its verdict", .laboratory) struct KilledVerdictTests {
  private static func version(_ image: String, _ more: String...) throws -> Files {
    let app = try service(
      "app", image, "network_mode: none", "volumes: ['kept:/kept']", lines: more)
    return ["stacks/web/compose.yaml": composeFile([app, "volumes: {kept: {}}\n"])]
  }

  private let world: World

  init() throws { world = try World(list("web"), Self.version("worker:1")) }

  /// Deploys a version that turns out to be sick after a while, and kills the cycle before that.
  private func kill(deploying image: String) throws {
    try world.cycle()
    try world.commit(
      Self.version(image, "healthcheck: {test: 'false', interval: 0.3s, retries: 15}"))
    let cycle = try world.host.start()
    let isNoted = try eventually {
      try read("\(world.host.state)/receipts/web.json")?.contains(Lab.image(image)) == true
    }
    #expect(isNoted)
    cycle.signal(9)
    _ = try cycle.wait()
    #expect(try world.container("web").health == "starting")
    let status = try world.host.converge("status")
    let told = try #require(status.stdout.split(separator: "\n").first { $0.contains("not ended") })
    #expect(told.hasPrefix("a cycle has begun "), "\(status)")
  }

  @Test("goes back in the next one") func goesBack() throws {
    try kill(deploying: "web:1")
    let output = try world.cycle(exits: 3)
    #expect(output.text.contains("1 held back (web at "), "\(output)")
    #expect(try world.container("web").image == Lab.image("worker:1"), "\(output)")
  }

  @Test("does not go back in the next one where the data may not") func keepsData() throws {
    try kill(deploying: "worker:2")
    let output = try world.cycle(exits: 3)
    #expect(output.text.contains("worker 1 to 2"), "\(output)")
    #expect(try world.container("web").image == Lab.image("worker:2"), "\(output)")
    let status = try world.host.converge("status")
    #expect(!status.stdout.contains("not ended"), "\(status)")
  }
}
