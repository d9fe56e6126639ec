import Testing
import YAML

/// What go-yaml (version 3) writes for strings; taken from it.
enum WrittenStrings {
  static let values: [(value: String, text: String)] = [
    ("hello", "hello"),
    ("hello world", "hello world"),
    ("", "\"\""),
    ("~", "\"~\""),
    ("null", "\"null\""),
    ("Null", "\"Null\""),
    ("nUll", "nUll"),
    ("true", "\"true\""),
    ("TRUE", "\"TRUE\""),
    ("tRue", "tRue"),
    ("false", "\"false\""),
    ("yes", "\"yes\""),
    ("No", "\"No\""),
    ("on", "\"on\""),
    ("OFF", "\"OFF\""),
    ("y", "\"y\""),
    ("N", "\"N\""),
    ("yess", "yess"),
    ("1", "\"1\""),
    ("01", "\"01\""),
    ("08", "\"08\""),
    ("0x1F", "\"0x1F\""),
    ("0o17", "\"0o17\""),
    ("0b11", "\"0b11\""),
    ("1_000", "\"1_000\""),
    ("_1", "_1"),
    ("+1", "\"+1\""),
    ("-1", "\"-1\""),
    ("--1", "--1"),
    ("1.", "\"1.\""),
    (".5", "\".5\""),
    (".", "."),
    ("1e3", "\"1e3\""),
    ("1e400", "1e400"),
    (".inf", "\".inf\""),
    ("-.Inf", "\"-.Inf\""),
    (".nan", "\".nan\""),
    ("9223372036854775808", "\"9223372036854775808\""),
    ("18446744073709551616", "\"18446744073709551616\""),
    ("2020-01-01", "\"2020-01-01\""),
    ("2020-13-01", "2020-13-01"),
    ("2020-01-01T00:00:00Z", "\"2020-01-01T00:00:00Z\""),
    ("2020-01-01 01:02:03", "\"2020-01-01 01:02:03\""),
    ("20:30", "\"20:30\""),
    ("190:20:30.15", "\"190:20:30.15\""),
    ("1:60", "1:60"),
    ("a:b", "a:b"),
    ("a: b", "'a: b'"),
    ("a:", "'a:'"),
    ("#a", "'#a'"),
    ("a #b", "'a #b'"),
    ("a#b", "a#b"),
    (" a", "' a'"),
    ("a ", "'a '"),
    ("a\tb", "\"a\\tb\""),
    ("\ta", "\"\\ta\""),
    ("a\nb", "|-\n    a\n    b"),
    ("a\n", "|\n    a"),
    ("a\n\n", "|+\n    a\n"),
    ("\n", "|4+\n"),
    ("\n\n", "|4+\n\n"),
    ("\na", "|4-\n\n    a"),
    (" a\nb", "|4-\n     a\n    b"),
    ("a \nb", "\"a \\nb\""),
    ("a\n b", "|-\n    a\n     b"),
    ("a\nb ", "\"a\\nb \""),
    ("a\r\nb", "\"a\\r\\nb\""),
    ("\r", "\"\\r\""),
    ("\u{2028}", "'\u{2028}'"),
    ("a\u{2028}b", "'a\u{2028}    b'"),
    ("\u{85}", "\"\\N\""),
    ("\u{a0}", "\u{a0}"),
    ("é", "é"),
    ("😀", "\"\\U0001F600\""),
    ("\u{0}", "\"\\0\""),
    ("\u{7}", "\"\\a\""),
    ("\u{7f}", "\"\\x7F\""),
    ("\u{feff}", "\"\\uFEFF\""),
    ("\u{feff}ab", "\"\\uFEFF\\x61\\x62\""),
    ("-", "'-'"),
    ("- a", "'- a'"),
    ("-a", "-a"),
    ("?", "'?'"),
    ("?a", "?a"),
    (": a", "': a'"),
    (":a", ":a"),
    (",a", "',a'"),
    ("[a", "'[a'"),
    ("a]", "a]"),
    ("{", "'{'"),
    ("&a", "'&a'"),
    ("*a", "'*a'"),
    ("!a", "'!a'"),
    ("|", "'|'"),
    (">", "'>'"),
    ("%", "'%'"),
    ("@", "'@'"),
    ("`", "'`'"),
    ("'", "''''"),
    ("\"", "'\"'"),
    ("it's", "it's"),
    ("say \"x\"", "say \"x\""),
    ("\"a\" it's: x", "'\"a\" it''s: x'"),
    ("---", "'---'"),
    ("...", "'...'"),
    ("<<", "!!merge <<"),
    ("=", "="),
    ("\\", "\\"),
    ("a\\b: c", "'a\\b: c'"),
    ("it's: x", "'it''s: x'"),
    ("a\nb\\c\t", "|-\n    a\n    b\\c\t"),
    ("x\n\ty", "|-\n    x\n    \ty"),
    ("\n a", "|4-\n\n     a"),
    ("a\n\n b\n\n", "|+\n    a\n\n     b\n"),
    ("#a\nb", "|-\n    #a\n    b"),
  ]

  static let keys: [(key: String, text: String)] = [
    ("a", "a: 1\n"),
    ("", "\"\": 1\n"),
    ("1", "\"1\": 1\n"),
    ("y", "\"y\": 1\n"),
    ("a: b", "'a: b': 1\n"),
    ("a\nb", "? |-\n    a\n    b\n: 1\n"),
    ("<<", "!!merge <<: 1\n"),
    ("😀", "\"\\U0001F600\": 1\n"),
    ("true", "\"true\": 1\n"),
    (" ", "' ': 1\n"),
    ("é", "é: 1\n"),
    ("a #b", "'a #b': 1\n"),
    ("\u{2028}", "? '\u{2028}'\n: 1\n"),
  ]
}

@Suite("Strings in YAML")
struct WritingStringsTests {
  private func text(_ node: CommentedNode) -> String {
    String(decoding: CommentedDocument.text(of: [CommentedDocument(node)]), as: UTF8.self)
  }

  private func mapping(_ key: String, _ value: CommentedNode) -> CommentedNode {
    CommentedNode(.mapping([.init(key: CommentedNode(string: Array(key.utf8)), value: value)]))
  }

  @Test("are written in the style that go-yaml chooses", arguments: WrittenStrings.values)
  func values(value: String, written: String) throws {
    let node = mapping("k", CommentedNode(string: Array(value.utf8)))
    #expect(text(node) == "k: " + written + "\n")
  }

  @Test("are written as keys", arguments: WrittenStrings.keys)
  func keys(key: String, written: String) {
    #expect(text(mapping(key, CommentedNode(integer: 1))) == written)
  }

  @Test("are read as they were", arguments: WrittenStrings.values)
  func back(value: String, _: String) throws {
    let node = mapping("k", CommentedNode(string: Array(value.utf8)))
    let root = try #require(
      try CommentedDocument.parse(CommentedDocument.text(of: [CommentedDocument(node)])).first?.root
    )
    guard case .mapping(let entries) = root.content, let read = entries.first?.value,
      case .scalar(let scalar) = read.content
    else {
      Issue.record("not a scalar")
      return
    }
    #expect(scalar.text == Array(value.utf8))
  }

  @Test("that begin with a tab and have lines are quoted: go-yaml would lose them")
  func tab() {
    let node = mapping("k", CommentedNode(string: Array("\tx\ny".utf8)))
    #expect(text(node) == "k: \"\\tx\\ny\"\n")
  }

  @Test("that are not UTF-8 become base64, in lines where it is long")
  func binary() throws {
    #expect(text(mapping("k", CommentedNode(string: [0xFF, 0xFE]))) == "k: !!binary //4=\n")
    let long = [UInt8](repeating: 0xFF, count: 60)
    let lines = "/".repeated(70) + "\n    " + "/".repeated(10)
    #expect(text(mapping("k", CommentedNode(string: long))) == "k: !!binary |\n    \(lines)\n")
    let root = CommentedDocument.text(of: [CommentedDocument(CommentedNode(string: long))])
    let read = try #require(try CommentedDocument.parse(root).first?.root)
    guard case .scalar(let scalar) = read.content else { return }
    #expect(Resolution(scalar, tag: read.tag) == .string(long))
  }

  @Test("too long for a simple key stand behind a question mark")
  func longKey() {
    let key = "x".repeated(129)
    #expect(text(mapping(key, CommentedNode(integer: 1))) == "? \(key)\n: 1\n")
  }
}

extension String {
  func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
