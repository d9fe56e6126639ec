import TestSupport
import Testing

@Suite("a host with a key of converge's example", .laboratory) struct PublishedKeyTests {
  private let world: World

  init() throws {
    world = try World(
      list("web", "db"), stack("web"), stack("db"), secret("stacks/web/app.secret.env", "A=1\n"),
      secret("stacks/db/app.secret.env", "A=1\n"))
    let example = #filePath.replacing(
      "Tests/EndToEndTests/PublishedKeyTests.swift", with: ".throw-away-keys")
    let published = try must(["cat", "\(example)/media.age.key"])
    try write("\(AgeKey.host.identity)\n\(published)\n", to: world.host.key, mode: 0o600)
  }

  /// The lines of a cycle that tell of it.
  private func warnings(_ output: Output) -> [Substring] {
    output.text.split(separator: "\n").filter { $0.contains("is a key of converge's example") }
  }

  @Test("is told so once in every cycle that opens secrets, with what to do, and in no other")
  func told() throws {
    let first = warnings(try world.cycle())
    #expect(first.count == 1, "\(first)")
    #expect(first.first?.hasPrefix("warning: \(world.host.key) is a key") == true, "\(first)")
    #expect(first.first?.contains("; move it away and run converge init") == true, "\(first)")
    let quiet = try world.cycle()
    #expect(warnings(quiet).isEmpty, "\(quiet)")
    let next = try world.deploy(secret("stacks/db/app.secret.env", "A=2\n"))
    #expect(warnings(next).count == 1, "\(next)")
    try write("\(AgeKey.host.identity)\n", to: world.host.key, mode: 0o600)
    let own = try world.deploy(secret("stacks/db/app.secret.env", "A=3\n"))
    #expect(warnings(own).isEmpty, "\(own)")
  }
}
