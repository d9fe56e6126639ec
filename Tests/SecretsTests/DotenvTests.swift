import Testing

@testable import Secrets

private typealias Change = Dotenv.Change

/// What docker compose 2.26.1 does to a line: the value it passes on with no variable set, nil
/// where it refuses the file, and what is told about it.
private struct Measured: Sendable, CustomTestStringConvertible {
  let line: String
  let value: String?
  let changes: [Change]

  init(_ line: String, _ value: String?, _ changes: [Change] = []) {
    self.line = line
    self.value = value
    self.changes = changes
  }

  var testDescription: String { line }

  static let all: [Measured] = [
    .init("K=a b", "a b"), .init("K=a#b", "a#b"), .init("K=a\\nb", "a\\nb"),
    .init("K=a'b", "a'b"), .init("K=a\"b", "a\"b"), .init("K=x\\", "x\\"), .init("K=a=b", "a=b"),
    .init("K=`id`", "`id`"), .init("K=äö😀", "äö😀"), .init("K=#foo", "#foo"), .init("K=", ""),
    .init("export K=x", "x"), .init("K: x", "x", [.trimmed]), .init("K:x", "x"),
    .init("K =x", "x"), .init("a.b-c[0]=x", "x"), .init("Ä=x", "x"),
    .init("K=a #b", "a", [.cutAtComment]), .init("K= a ", "a", [.trimmed]),
    .init("K=a\r", "a", [.trimmed]), .init("K= #foo", "#foo", [.trimmed]),
    .init("K=a$b", "a", [.interpolated(variables: ["b"])]),
    .init("K=${HOME_}", "", [.interpolated(variables: ["HOME_"])]),
    .init("K=${A:-x$B}", "x", [.interpolated(variables: ["A", "B"])]),
    .init("K=a$$b", "a$b", [.dollarsHalved]),
    .init("K=$A$$ #x", "$", [.cutAtComment, .interpolated(variables: ["A"]), .dollarsHalved]),
    .init("K=a$", "a$"), .init("K=a$1 $-", "a$1 $-"), .init("K=\"a$\"", "a$"),
    .init("K=a${b", nil, [.refusedInterpolation, .interpolated(variables: ["b"])]),
    .init("K=a${}", nil, [.refusedInterpolation]),
    .init("K=${b?}", nil, [.refusedInterpolation, .interpolated(variables: ["b"])]),
    .init("K=${b:-${c:-d}}e}", "de}", [.interpolated(variables: ["b", "c"])]),
    .init("K=${b+x}y", "y", [.interpolated(variables: ["b"])]),
    .init("K=${a b}", nil, [.refusedInterpolation, .interpolated(variables: ["a"])]),
    .init("K=\"q\"", "q"), .init("K='q'", "q"), .init("K='a$b'", "a$b"),
    .init("K='a #b '", "a #b "), .init("K=\"a #b \"", "a #b "), .init("K= \"q\" # c", "q"),
    .init("K=\"a\\\"b\"", "a\"b"), .init("K='a\\'b'", "a'b"), .init("K='a\\nb'", "a\\nb"),
    .init("K=\"a\\tb\\\\\\q\"", "a\tb\\\\q"), .init("K=\"\\0101\\07\"", "A\\7"),
    .init("K=\"a\\$b\"", "a$b"), .init("K=\"a\nb\"", "a\nb"),
    .init("K=\"a$b\"", "a", [.interpolated(variables: ["b"])]),
    .init("K=\"a$$b\"", "a$b", [.dollarsHalved]),
    .init("K=\"a", nil, [.unbalancedQuote]), .init("K='a\\'", nil, [.unbalancedQuote]),
  ]
}

@Suite("dotenv files as docker compose reads them")
struct DotenvTests {
  @Test("each way of writing a value, as measured", arguments: Measured.all)
  fileprivate func measured(row: Measured) throws {
    let dotenv = Dotenv(Array((row.line + "\n").utf8))
    let entry = try #require(dotenv.entries.first)
    #expect(dotenv.entries.count == 1)
    #expect(Dotenv.changes(entry) == row.changes)
    let isRefused = row.changes.contains(.unbalancedQuote)
    #expect(dotenv.problems.isEmpty != isRefused)
    if let value = row.value { #expect(ComposeOracle.value(entry) == Array(value.utf8)) }
  }

  @Test("keys, lines and quoting are reported")
  func entries() {
    let text = "\u{FEFF}# c\n\nA=1\n  export B='x\ny' # c\n\nC: \"z\"\nD\nE=\n"
    let entries = Dotenv(Array(text.utf8)).entries
    #expect(entries.map(\.key) == ["A", "B", "C", "D", "E"])
    #expect(entries.map(\.line) == [3, 4, 7, 8, 9])
    #expect(entries.map(\.quoting) == [.none, .single, .double, .none, .none])
    #expect(entries.map(\.isInherited) == [false, false, false, true, false])
    #expect(entries[1].raw == Array("x\ny".utf8))
  }

  @Test("the last of several entries counts")
  func lastCounts() {
    let dotenv = Dotenv(Array("A=1\nA=\"2\"\nA\n".utf8))
    #expect(dotenv.value(of: "A") == [50])
    #expect(dotenv.value(of: "B") == nil)
  }

  @Test(
    "what compose refuses is told by line, without the text, and reading goes on",
    arguments: [
      ("pass word=hunter22", "a name with a space in it"),
      ("p%ss=hunter22", "a name with a character that names cannot have"),
      ("PASSWORD=\"hunter22", "a quote that is never closed"),
      ("hunter22", "a last line without ="),
    ])
  func problems(line: String, what: String) {
    let last = what.hasPrefix("a last")
    let dotenv = Dotenv(Array("A=1\n\(line)\(last ? "" : "\nB=2\n")".utf8))
    #expect(dotenv.problems == [.init(line: 2, what: what)])
    #expect(dotenv.problems.map(\.description) == ["line 2: \(what)"])
    #expect(dotenv.entries.map(\.key).last == (last ? "A" : "B"))
  }

  @Test("descriptions of changes hold no piece of the value")
  func descriptions() {
    let all: [Dotenv.Change] = [
      .interpolated(variables: ["hunter22"]), .dollarsHalved, .refusedInterpolation, .cutAtComment,
      .trimmed, .unbalancedQuote,
    ]
    for change in all {
      #expect(!change.description.contains("hunter22"))
      #expect(change.description.hasPrefix("docker compose "))
    }
  }

  @Test(
    "a value is known by every text under which it may show up",
    arguments: [
      ("K=plain", ["plain"]),
      ("K=\"a\\tb\"", ["a\\tb", "a\tb"]),
      ("K=pa$$word", ["pa$$word", "pa$word"]),
      ("K=pass$word #x", ["pass$word #x", "pass$word", "pass", "word"]),
      ("K=one\\ntwo", ["one\\ntwo", "one", "two", "one\ntwo"]),
      ("K='line1\nline2'", ["line1", "line2"]),
      ("K=\"it\\\"s\"", ["it\\\"s", "it\"s"]),
      ("K=\"never", ["never"]),
    ])
  func variants(line: String, expected: [String]) throws {
    let entry = try #require(Dotenv(Array(line.utf8 + [10])).entries.first)
    let variants = Dotenv.variants(entry).map { String(decoding: $0, as: UTF8.self) }
    for text in expected { #expect(variants.contains(text), "\(variants)") }
    #expect(Set(variants).count == variants.count && !variants.contains(""))
  }

  @Test("no cut and no flipped bit of a file traps")
  func damage() {
    let text = Measured.all.map(\.line).joined(separator: "\n")
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << UInt8(index % 8)
      for variant in [changed, Array(bytes[..<index])] {
        let dotenv = Dotenv(variant)
        let count = dotenv.entries.reduce(0) { $0 + $1.variants.count + Dotenv.changes($1).count }
        #expect(count >= 0 && dotenv.entries.count <= variant.count)
      }
    }
  }
}

@Suite(
  "dotenv files, read by the real docker compose",
  .enabled(if: ComposeOracle.isPresent, "no docker compose"))
struct DotenvOracleTests {
  @Test("values arrive as foretold, and unchanged where no change is told", arguments: 1...3)
  func random(seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    var lines: [String] = []
    while lines.count < 300 {
      let line = "K\(lines.count)=\(generator.value())"
      let dotenv = Dotenv(Array((line + "\n").utf8))
      guard dotenv.problems.isEmpty, dotenv.entries.count == 1 else { continue }
      let changes = Dotenv.changes(dotenv.entries[0])
      if !changes.contains(.refusedInterpolation) { lines.append(line) }
    }
    let text = lines.joined(separator: "\n") + "\n"
    let values = try #require(try ComposeOracle.run(text))
    for entry in Dotenv(Array(text.utf8)).entries {
      let arrived = try #require(values[entry.key])
      #expect(ComposeOracle.value(entry) == Array(arrived.utf8), "\(lines)")
      if Dotenv.changes(entry).isEmpty, entry.quoting == .none {
        #expect(entry.raw == Array(arrived.utf8))
      }
    }
  }

  @Test("the measured table is true", arguments: Measured.all)
  fileprivate func measured(row: Measured) throws {
    let values = try ComposeOracle.run(row.line + "\n")
    #expect(values?.values.first == row.value)
  }
}

/// A small random generator with a seed, so that a failure can be repeated.
private struct Generator {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func value() -> String {
    let alphabet = Array("ab1_#$${}-:\"'\\\\nt0 \t=é")
    let inner = String((0..<next(12)).map { _ in alphabet[next(alphabet.count)] })
    switch next(4) {
    case 0: return "\"" + inner + "\""
    case 1: return "'" + inner + "'"
    default: return inner
    }
  }
}
