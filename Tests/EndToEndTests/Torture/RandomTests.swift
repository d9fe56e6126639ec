import TestSupport
import Testing

/// `scripts/torture ROUNDS` goes on for longer. `CONVERGE_SEED` repeats what was chosen at random, with
/// `CONVERGE_LANES=1` on one Engine; the moment of a kill is as exact as the machine.
@Suite("whatever happens between two cycles", .laboratory) struct RandomTests {
  static let rounds = Int(Environment.number("CONVERGE_ROUNDS") ?? 4)
  /// Each has an Engine of its own.
  static let lanes = Array(0..<Int(Environment.number("CONVERGE_LANES") ?? (rounds > 10 ? 3 : 1)))

  @Test("the next one reaches what is declared, and no data is lost", arguments: lanes)
  func random(_ lane: Int) throws {
    let seed = Laboratory.seed + UInt64(lane)
    print("random rounds: CONVERGE_SEED=\(seed)")
    let count = FaultCount("random rounds")
    let rounds = try RandomRounds(seed: seed, count)
    let own = RandomTests.rounds / RandomTests.lanes.count
    for _ in 0..<(lane == 0 ? RandomTests.rounds - own * (RandomTests.lanes.count - 1) : own) {
      try rounds.round()
    }
    print("\(count.summary); CONVERGE_SEED=\(seed)")
  }
}
