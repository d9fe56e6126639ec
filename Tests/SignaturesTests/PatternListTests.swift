import Testing

@testable import Signatures

@Suite("Patterns of names") struct PatternListTests {
  @Test(
    "hold what matches one and no negated one",
    arguments: [
      ("ann@lan", "ann@lan", true), ("*@lan", "ann@lan", true), ("*", "", true),
      ("a*n@*", "ann@lan", true), ("?nn@lan", "ann@lan", true), ("ann", "ann@lan", false),
      ("bob,ann@lan", "ann@lan", true), ("*@lan,!ann@*", "ann@lan", false),
      ("!bob", "ann", false), ("Ann@lan", "ann@lan", false), ("a?", "a", false),
      ("", "ann", false), ("a**", "a", true),
    ])
  func holds(_ list: String, _ name: String, _ expected: Bool) {
    #expect(PatternList(Array(list.utf8)).contains(Array(name.utf8)) == expected)
  }

  @Test("take no time that grows with the power of their stars") func stars() {
    let pattern = Array(String(repeating: "a*", count: 500).utf8) + [UInt8(ascii: "b")]
    #expect(!PatternList.matches([UInt8](repeating: UInt8(ascii: "a"), count: 5000), pattern))
  }

  @Test("name one that they hold for certain") func ownName() {
    func ownName(_ list: String) -> [UInt8]? { PatternList(Array(list.utf8)).ownName }
    #expect(ownName("*@lan,!bob@lan") == Array("*@lan".utf8))
    #expect(ownName("ann@lan,!*@lan,bob@wan") == Array("bob@wan".utf8))
    #expect(ownName("ann@lan,!*@lan") == nil)
  }
}
