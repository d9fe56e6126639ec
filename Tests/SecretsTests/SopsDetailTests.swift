import Testing

@testable import Secrets

@Suite("details of SOPS files")
struct SopsDetailTests {
  @Test(
    "floating-point numbers are written as Go writes them",
    arguments: [
      (0, "0", "0.0", "0"), (1, "1", "1.0", "1"), (-1.5, "-1.5", "-1.5", "-1.5"),
      (100_000, "100000", "100000.0", "100000"), (999_999, "999999", "999999.0", "999999"),
      (1_000_000, "1000000", "1E+06", "1000000"),
      (1.25e21, "1250000000000000000000", "1.25E+21", "1.25e+21"),
      (0.0001, "0.0001", "0.0001", "0.0001"), (0.00001, "0.00001", "1E-05", "0.00001"),
      (1.5e-10, "0.00000000015", "1.5E-10", "1.5e-10"), (2e-7, "0.0000002", "2E-07", "2e-7"),
      (123456.789, "123456.789", "123456.789", "123456.789"),
      (1234567.5, "1234567.5", "1.2345675E+06", "1234567.5"),
      (1e100, "1" + String(repeating: "0", count: 100), "1E+100", "1e+100"),
    ] as [(Double, String, String, String)])
  func numbers(value: Double, plain: String, short: String, json: String) {
    #expect(DecimalText(value).json == json)
    #expect(DecimalText(value).plain == plain)
    #expect(DecimalText(value).short == short)
  }

  @Test(
    "times are read as Go reads RFC 3339",
    arguments: [
      ("2026-11-21T05:14:49Z", "2026-11-21T05:14:49Z", "2026-11-21T05:14:49Z"),
      ("2026-11-21T5:14:49Z", "2026-11-21T05:14:49Z", nil),
      (
        "2026-11-21T05:14:49.120+02:00", "2026-11-21T05:14:49+02:00", "2026-11-21T05:14:49.12+02:00"
      ),
      ("2026-11-21T05:14:49,5-00:00", "2026-11-21T05:14:49Z", nil),
      ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ] as [(String, String, String?)])
  func times(text: String, seconds: String, strict: String?) {
    #expect(Timestamp(text, strict: false)?.seconds == seconds)
    #expect(Timestamp(text, strict: true)?.nanoseconds == strict)
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2026-11-21", "2026-11-21T05:14:49", "2026-11-21t05:14:49Z", "2026-11-21T05:14:49z",
      "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-32T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
      "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00Z\r",
      " 2026-01-01T00:00:00Z",
    ])
  func noTimes(text: String) {
    #expect(Timestamp(text, strict: false) == nil)
  }

  @Test(
    "seconds since 1970 become a date",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"),
      (1_763_701_291, "2025-11-21T05:01:31Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
      (-1, "1969-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func dates(unix: Int64, text: String) {
    #expect(Timestamp(unix: unix).seconds == text)
  }

  @Test(
    "regular expressions match as Go's do",
    arguments: [
      ("^PUBLIC_|(?i)^note", "NOTE_X", true), ("^PUBLIC_|(?i)^note", "A_NOTE", false),
      ("^PUBLIC_|(?i)^note", "public_x", false), ("^(FOO|Q)$", "Q", true),
      ("^(FOO|Q)$", "FOOQ", false), ("", "x", true), ("a{2,3}b", "aab", true),
      ("^a{2,3}b", "aaaab", false), ("a{,2}", "a{,2}", true), ("^[^A-Z]+$", "abc_9", true),
      ("^[]a-]+$", "]-a", true), ("[[:upper:]]_\\d{2}$", "X_42", true),
      ("\\bkey\\b", "my key", true),
      ("\\bkey\\b", "my_key", false), ("^\\w+$", "ä", false), ("^.$", "ä", true),
      ("^(?:a|b)*c$", "ababc", true), ("(?P<x>a)(?<y>b)", "ab", true), ("\\Qa.b\\E", "a.b", true),
      ("\\Qa.b\\E", "axb", false), ("(?i)STRASSE", "strasse", true), ("(?i)k", "\u{212A}", true),
      ("(?i:A)b", "ab", true), ("(?i:A)b", "aB", false), ("a$b", "a$b", false),
      ("\\x41\\x{42}\\103", "ABC", true), ("(a|b|c|)d", "d", true),
      ("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaab", false),
      ("^\\D+$", "abc", true), ("^[\\d_]+$", "1_2", true), ("a??b", "b", true), (".", "\n", false),
      ("(?s).", "\n", true), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false),
    ] as [(String, String, Bool)])
  func patterns(expression: String, text: String, matches: Bool) throws {
    #expect(try Pattern(Array(expression.utf8)).matches(Array(text.utf8)) == matches)
  }

  @Test(
    "regular expressions that Go refuses, or that are not supported, are refused",
    arguments: [
      "(", ")", "[", "[z-a]", "*a", "a**", "a{2}{3}", "a{1001}", "a{3,2}", "\\", "\\1", "(?=a)",
      "(?!a)", "(?<=a)", "(?P<>a)", "(?P<a", "\\y", "\\pL", "\\C", "(?q)", "\u{0}{999}{999}",
      "(((a{1000}){1000}){1000})", "(((){1000}){1000}){1000}a{1000000}", "[\\", "\\x{110000}",
    ])
  func badPatterns(expression: String) {
    #expect(throws: PatternError.self) { try Pattern(Array(expression.utf8)) }
  }

  @Test("a repetition of nothing takes no time")
  func emptyRepetition() throws {
    let pattern = try Pattern(Array("((((){1000}){1000}){1000}){1000}x*".utf8))
    #expect(try pattern.matches([]))
  }

  @Test("a rule that does not compile is an error, not a rule that matches nothing")
  func badRule() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "v3.13.2-regex" })
    let text = String(decoding: try vector.contents(), as: UTF8.self)
    let lines = text.split(separator: "\n").map {
      $0.hasPrefix("sops_encrypted_regex=") ? "sops_encrypted_regex=^(FOO" : String($0)
    }
    let error = failure {
      _ = try Sops.decrypt(
        Array(lines.joined(separator: "\n").utf8), as: .dotenv, with: try vector.identities())
    }
    #expect(error?.code == .unsupported("sops_encrypted_regex: missing )"))
    #expect(error?.line != nil)
  }
}
