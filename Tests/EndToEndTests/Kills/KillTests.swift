import TestSupport
import Testing

/// A cycle is killed before each of its effects on the world and at its end, each time in three
/// ways; whatever it left, one undisturbed cycle reaches what it would have reached, and the next
/// one finds nothing to do. `scripts/torture kills` tries all of them, `scripts/test` a few.
@Suite("a cycle killed before any of its effects", .laboratory) struct KillTests {
  private static let isWhole = Environment.text("CONVERGE_TORTURE") == "all"
  /// How many kills are tried of each cycle.
  private static let limit = isWhole ? Int.max : 6
  private static let settings = "verify: {window: 10s, stable: 0s}"

  @Test("converges in the next one") func deployment() throws {
    let notes = try Folder("notes")
    let world = try KillWorld(
      Self.settings, notes: notes,
      [
        ("A", killVersion("A", image: "worker:1", own: "own-a", notes: notes)),
        ("B", killVersion("B", image: "worker:2", own: "own-b", notes: notes)),
      ])
    for name in ["A", "B", "A", "B", "A"] { try world.learn(name, exits: 0) }
    let rounds = KillRounds(world, FaultCount("a deployment")) { name in
      let other = name == "A" ? "own-b" : "own-a"
      return KillRounds.Notes(
        atLeastOnce: ["pre-deploy \(name)", "post-deploy \(name)", "pre-teardown \(other)"],
        runs: name)
    }
    try rounds.run(["B", "A"], limit: Self.limit)
  }

  @Test("goes back in the next one where the new version fails")
  func rollback() throws {
    let notes = try Folder("notes")
    let world = try KillWorld(
      Self.settings, notes: notes,
      [
        ("good", killVersion("good", image: "worker:1", own: "own", notes: notes)),
        ("bad", killVersion("bad", image: "web:1", own: "own", notes: notes, isSick: true)),
      ], fails: "bad")
    for (name, status) in [("good", 0), ("bad", 3), ("good", 0)] {
      try world.learn(name, exits: Int32(status))
    }
    let rounds = KillRounds(world, FaultCount("a deployment that is rolled back")) { name in
      name == "bad"
        ? KillRounds.Notes(
          atLeastOnce: ["pre-deploy bad"], never: ["post-deploy bad"], runs: "bad",
          runsNever: "good") : nil
    }
    try rounds.run(["bad", "good"], limit: Self.limit / 2)
  }
}
