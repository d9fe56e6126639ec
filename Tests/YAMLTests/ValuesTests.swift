import Testing
import YAML

@Suite("Values of a certain form")
struct ValuesTests {
  /// What a reader makes of the only key `k`, or what is wrong.
  private func read<Value>(
    _ text: String, _ body: (Fields) -> Value?
  ) throws -> (value: Value?, problems: [String]) {
    let problems = Problems()
    let node = try #require(try Node.parse(Array("k: \(text)\n".utf8)))
    let value = body(Fields(node, known: ["k"], problems: problems))
    return (value, problems.all.map(\.description))
  }

  @Test(
    "are times",
    arguments: [("20s", 20), ("10m", 600), ("1h", 3600), ("'2m'", 120)] as [(String, Int64)])
  func times(text: String, seconds: Int64) throws {
    let result = try read(text) { $0.seconds("k", 20...3600) }
    #expect(result.value == seconds && result.problems == [])
  }

  @Test(
    "are no times",
    arguments: ["19s", "2h", "20", "20 s", "1e3s", "-20s", "s", "true", "[20s]", "99999999s", "1w"])
  func noTimes(text: String) throws {
    let result = try read(text) { $0.seconds("k", 20...3600) }
    #expect(result.value == nil)
    #expect(result.problems == ["1:4: k must be a time from 20s to 1h, such as 20s or 10m"])
  }

  @Test(
    "are times in the unit in which people say them",
    arguments: [
      (0, "0s"), (59, "59s"), (60, "1m"), (90, "90s"), (3300, "55m"), (7200, "2h"), (86400, "1d"),
    ] as [(Int64, String)])
  func words(seconds: Int64, text: String) { #expect("\(TimeSpan(seconds))" == text) }

  @Test(
    "are words, also those that YAML 1.1 takes for booleans",
    arguments: [("on", "on"), ("OFF", "off"), ("'off'", "off"), ("warn", "warn"), ("Off", "off")])
  func words(text: String, word: String) throws {
    let result = try read(text) { $0.word("k", ["on", "off", "warn"]) }
    #expect(result.value == word && result.problems == [])
  }

  @Test(
    "are no words",
    arguments: [
      ("wrn", "; did you mean warn?"), ("true", ""), ("", ""), ("[on]", ""), ("{on: 1}", ""),
    ])
  func noWords(text: String, advice: String) throws {
    let result = try read(text) { $0.word("k", ["on", "off", "warn"]) }
    #expect(result.value == nil)
    #expect(result.problems.map { $0.dropFirst(5) } == ["k must be on, off or warn\(advice)"])
  }

  @Test(
    "are versions", arguments: [("17", "17"), ("'17'", "17"), ("v1", "v1"), ("\"10.10\"", "10.10")])
  func versions(text: String, version: String) throws {
    let result = try read(text) { $0.version("k") }
    #expect(result.value == version && result.problems == [])
  }

  @Test("are no versions", arguments: ["10.10", "true", "", "-1", "[17]", "''"])
  func noVersions(text: String) throws {
    let result = try read(text) { $0.version("k") }
    #expect(result.value == nil && result.problems.count == 1)
  }

  @Test("are mappings, as strict as the one around them")
  func mappings() throws {
    let result = try read("{a: 20s, b: 1, a: 2}") {
      $0.fields("k", known: ["a"])?.seconds("a", 1...60)
    }
    #expect(result.value == 20)
    #expect(
      result.problems == [
        "1:13: unknown key \"b\"; did you mean a?", "1:19: duplicate key \"a\", first on line 1",
      ])
    #expect(try read("3") { $0.fields("k", known: ["a"]) }.problems.count == 1)
  }
}
