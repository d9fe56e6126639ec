import TestSupport
import Testing

@Suite("a stack that cannot be applied", .laboratory) struct FailingTests {
  @Test("is told in every cycle, also while it waits for its next try and nothing else is to do")
  func told() throws {
    let world = try World(list("web", "db"), stack("web"), stack("db"))
    try world.cycle()
    let image = "image: \(Lab.registry)/nothing:1"
    try world.commit(stack("web", plainService("app", [image, "network_mode: none"])))
    for number in 1...5 {
      let output = try world.cycle(exits: 3)
      #expect(output.text.contains("web: failed"), "cycle \(number): \(output)")
    }
    #expect(try world.container("web").isRunning)
  }
}
