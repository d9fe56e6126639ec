import Testing

@testable import Secrets

@Suite("regular expressions that somebody made to hurt")
struct PatternBoundTests {
  private func compiled(_ text: String) throws -> Pattern { try Pattern(Array(text.utf8)) }

  @Test("as many branches as a program can have")
  func branches() throws {
    #expect(try compiled(String(repeating: "|", count: 9_000)).matches([]))
    let pattern = try compiled(String(repeating: "a|", count: 6_000) + "b")
    #expect(try pattern.matches([98]))
    #expect(try !pattern.matches([99]))
  }

  @Test(
    "more is refused at once",
    arguments: [
      String(repeating: "|", count: 12_000), String(repeating: "a|", count: 30_000),
      String(repeating: "|", count: 500_000), String(repeating: "(", count: 30_000),
      String(repeating: "(", count: 101) + String(repeating: ")", count: 101),
      String(repeating: "(?:", count: 20_000), String(repeating: "a", count: 65_537),
      "(?:(?:(?:" + String(repeating: "()", count: 9_000) + "a){1000}b){20})",
      "((((){0,1000}){0,1000}){0,1000})", "((((a{1000}){1000}){1000}){1000})",
    ])
  func tooLarge(text: String) throws {
    let clock = ContinuousClock()
    let time = clock.measure { #expect(throws: PatternError.self) { try compiled(text) } }
    #expect(time < .seconds(5))
  }

  @Test("groups in groups, a hundred deep")
  func groups() throws {
    let text = String(repeating: "(", count: 99) + "a" + String(repeating: "|)", count: 99)
    #expect(try compiled(text).matches([97]))
  }

  @Test(
    "what takes too many steps is given up",
    arguments: ["(a?){1000}b", "((a?){1000}b|(a?){1000}c|(a?){1000}d)", "(?i)(ä?){1000}b"])
  func steps(text: String) throws {
    let pattern = try compiled(text)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(throws: PatternError(reason: "takes too long")) {
        try pattern.matches([UInt8](repeating: 97, count: 200_000), PatternWork(limit: 1_000_000))
      }
    }
    #expect(time < .seconds(20))
  }

  @Test("what is left is shared by all texts of a file")
  func work() throws {
    let (pattern, work) = (try compiled("^(FOO|BAR)_"), PatternWork(limit: 1000))
    for _ in 0..<3 { #expect(try pattern.matches(Array("BAR_X".utf8), work)) }
    #expect(work.left < 1000 && work.left > 500)
    #expect(throws: PatternError.self) {
      for _ in 0..<1000 { _ = try pattern.matches(Array("BAR_X".utf8), work) }
    }
  }

  @Test("ordinary rules over twenty thousand keys are not given up")
  func ordinary() throws {
    let work = PatternWork()
    let pattern = try compiled("(?i)(password|token|secret|_key$)")
    for number in 0..<20_000 {
      #expect(try pattern.matches(Array("SERVICE_\(number)_TOKEN".utf8), work))
    }
    #expect(work.left > PatternWork.limit / 2)
  }

  @Test("sets of many ranges")
  func sets() throws {
    let text = "^[" + String(repeating: "a-cb-dx", count: 9_000) + "]+$"
    let pattern = try compiled(text)
    #expect(try pattern.matches(Array("abcdx".utf8)))
    #expect(try !pattern.matches(Array("abcdxe".utf8)))
  }
}
