import Testing

@testable import converge

@Suite("Words for times and sizes")
struct WordsTests {
  @Test(
    "take one unit for an age",
    arguments: [
      (-5, "a moment"), (0, "a moment"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"),
      (7199, "1 hour"), (7200, "2 hours"), (172_799, "47 hours"), (172_800, "2 days"),
      (5_183_999, "59 days"), (5_184_000, "2 months"), (69_120_000, "2 years"),
    ] as [(Int64, String)])
  func age(_ seconds: Int64, _ words: String) {
    #expect(Words.age(seconds) == words)
  }

  @Test(
    "are short for a duration",
    arguments: [(0, "0 s"), (59, "59 s"), (65, "1:05"), (3723, "1:02:03")])
  func duration(_ seconds: Int, _ words: String) {
    #expect(Words.duration(seconds) == words)
  }

  @Test(
    "take the unit of the larger number",
    arguments: [
      (0, nil, "0.0 kB"), (1_500, nil, "1.5 kB"), (12_340_000, 48_000_000, "12.3 of 48.0 MB"),
      (100_000, 1_200_000_000, "0.0 of 1.2 GB"),
    ] as [(Int64, Int64?, String)])
  func size(_ done: Int64, _ total: Int64?, _ words: String) {
    #expect(Words.size(done, of: total) == words)
  }
}

@Suite("Text in columns")
struct ColumnsTests {
  @Test("is cut where it does not fit") func cut() {
    #expect("abcdef".cut(to: 6) == "abcdef")
    #expect("abcdef".cut(to: 5) == "abc..")
    #expect("漢字漢字".cut(to: 6) == "漢字..")
    #expect("abc".cut(to: 1) == ".")
    #expect("abc".cut(to: 0) == "")
  }

  @Test("is broken at blanks") func wrapped() {
    #expect("one two three".wrapped(to: 8) == ["one two", "three"])
    #expect("a longerword b".wrapped(to: 5) == ["a", "longerword", "b"])
    #expect("one two three".wrapped(to: nil) == ["one two three"])
  }
}
