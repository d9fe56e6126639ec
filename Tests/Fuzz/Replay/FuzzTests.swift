import TestSupport
import Testing

/// What plain fuzzing without a fuzzer does: the seeds, and thousands of mutations that a number
/// repeats. `scripts/fuzz` looks for longer, and sees where it has been.
@Suite("parsers take whatever comes") struct FuzzTests {
  static let seed = Environment.number("CONVERGE_SEED") ?? 20_261_121
  static let mutations = Int(Environment.number("CONVERGE_MUTATIONS") ?? 1000)

  @Test("which is", arguments: FuzzTarget.all.map(\.name))
  func mutated(_ name: String) throws {
    let index = try #require(FuzzTarget.all.firstIndex { $0.name == name })
    let target = FuzzTarget.all[index]
    let seeds = Seeds.of(target)
    try #require(!seeds.isEmpty, "Tests/Fuzz/seeds/\(name) is empty")
    for (number, seed) in seeds.enumerated() {
      CrashNote.note(index, at: -1 - number)
      target.parse(seed.bytes)
    }
    var dice = Dice(seed: FuzzTests.seed)
    for number in 1...FuzzTests.mutations {
      let start = seeds[Int.random(in: 0..<seeds.count, using: &dice)].bytes
      let input = Mutation.some(of: start, seeds: seeds.map(\.bytes), words: target.words, &dice)
      CrashNote.note(index, at: number)
      target.parse(input)
    }
    CrashNote.note(index, at: 0)
  }
}
