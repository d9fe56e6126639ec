import Testing
import YAML

@Suite("A YAML document")
struct ParserTests {
  private func parse(_ text: String) throws -> Node? { try Node.parse(Array(text.utf8)) }

  @Test("keeps order, places and what is quoted")
  func structure() throws {
    let root = try #require(try parse("# head\na: 1\nb:\n  - x\n  - 'y'\n"))
    guard case .mapping(let entries) = root.value else {
      Issue.record("not a mapping")
      return
    }
    #expect(
      entries.map(\.key) == [
        Text("a", at: Mark(line: 2, column: 1)),
        Text("b", at: Mark(line: 3, column: 1)),
      ])
    #expect(entries[0].value == Node(.scalar("1", plain: true), at: Mark(line: 2, column: 4)))
    let items = [
      Node(.scalar("x", plain: true), at: Mark(line: 4, column: 5)),
      Node(.scalar("y", plain: false), at: Mark(line: 5, column: 5)),
    ]
    #expect(entries[1].value == Node(.sequence(items), at: Mark(line: 4, column: 3)))
  }

  @Test("may be missing", arguments: ["", "\n\n", "# only a comment\n"])
  func nothing(text: String) throws { #expect(try parse(text) == nil) }

  @Test("counts columns in characters")
  func columns() throws {
    let root = try #require(try parse("é: 'ü': 1\n".replacing("'ü': 1", with: "x")))
    guard case .mapping(let entries) = root.value else { return }
    #expect(entries[0].value.mark == Mark(line: 1, column: 4))
  }

  @Test("starts after a byte order mark")
  func byteOrderMark() throws {
    let root = try #require(try Node.parse([0xEF, 0xBB, 0xBF] + Array("- a".utf8)))
    #expect(root.kind == .list)
  }

  @Test(
    "is refused with its place",
    arguments: [
      ("a: 1\n---\nb: 2\n", "2:1: a second document: only one is read"),
      ("a: &x 1\n", "1:4: anchors (&name) are not supported here"),
      ("a: 1\nb: *a\n", "2:4: aliases (*name) are not supported here"),
      ("a: !!str 1\n", "1:4: tags (!name) are not supported here"),
      ("- ! a\n", "1:3: tags (!name) are not supported here"),
      ("? [a]\n: b\n", "1:3: a key must be a word, not a list"),
      ("a: [1, 2\n", "2:1: did not find expected ',' or ']'"),
      ("a:\n\t- b\n", "2:1: found character that cannot start any token"),
      ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
      (String(repeating: "[", count: 40), "1:33: nested too deep"),
    ])
  func refused(text: String, message: String) {
    #expect { try parse(text) } throws: { "\($0)" == message }
  }

  @Test("must be UTF-8", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE, 0x61, 0]])
  func utf8(bytes: [UInt8]) {
    #expect { try Node.parse(Array("a: b\nc: é".utf8) + bytes) } throws: {
      let error = $0 as? YAMLError
      return error?.mark == Mark(line: 2, column: 5) && error?.reason.hasPrefix("not UTF-8") == true
    }
  }

  @Test("that a program wrote may hold what is not UTF-8, in base64")
  func binary() throws {
    let text = Array("!!binary Yf/+Yg==".utf8)
    let node = try #require(try Node.parse(text, takingBinary: true))
    #expect(node.value == .scalar("Yf/+Yg==", plain: false))
    #expect(throws: YAMLError.self) { try Node.parse(text) }
    #expect(throws: YAMLError.self) {
      try Node.parse(Array("!!str a".utf8), takingBinary: true)
    }
  }

  @Test("has a limit of size")
  func size() throws {
    let text = Array("- aaaa\n".utf8)
    #expect(try Node.parse(text, sizeLimit: text.count) != nil)
    #expect(throws: YAMLError.self) { try Node.parse(text, sizeLimit: text.count - 1) }
  }

  @Test(
    "knows what YAML takes a plain word for",
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("true", .boolean),
      ("False", .boolean), ("yes", .boolean), ("off", .boolean), ("0", .number), ("-12", .number),
      ("+1.5", .number), ("1e3", .number), (".5", .number), ("1.", .number), ("0x1F", .number),
      ("0o17", .number), (".inf", .number), ("-.INF", .number), (".NaN", .number),
      ("media", .string), ("1.2.3", .string), ("-", .string), ("0x", .string), ("inf", .string),
      ("nan", .string), ("infinity", .string), ("1a", .string), ("é", .string), (".", .string),
      ("2026-11-21", .string), ("٣", .string),
    ] as [(String, Kind)])
  func kinds(text: String, kind: Kind) {
    let mark = Mark(line: 1, column: 1)
    #expect(Node(.scalar(text, plain: true), at: mark).kind == kind)
    #expect(Node(.scalar(text, plain: false), at: mark).kind == .string)
  }

  @Test("tells the scalars of a text up to what is nested too deep, in bounded time")
  func deepScalars() {
    let text = "a: b\nc: " + String(repeating: "[", count: 500_000)
    let clock = ContinuousClock()
    var found: [String] = []
    let elapsed = clock.measure { found = Node.scalars(in: Array(text.utf8)) }
    #expect(found == ["a", "b", "c"] && elapsed < .seconds(2))
  }
}
