import Testing
import YAML

@Suite("Comments in YAML")
struct CommentsTests {
  private func entries(_ text: String) throws -> [CommentedNode.Entry] {
    let root = try #require(try CommentedDocument.parse(Array(text.utf8)).first?.root)
    guard case .mapping(let entries) = root.content else { return [] }
    return entries
  }

  private func shown(_ comments: Comments) -> [String] {
    [comments.head, comments.line, comments.foot].map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("stand above, behind and below an entry")
  func places() throws {
    let entries = try entries("a: 1\n# above\nb: 2 # behind\n# below\n\nc: 3\n")
    #expect(shown(entries[1].key.comments) == ["# above", "", "# below"])
    #expect(shown(entries[1].value.comments) == ["", "# behind", ""])
    #expect(shown(entries[0].key.comments) == ["", "", ""])
    #expect(shown(entries[2].key.comments) == ["", "", ""])
  }

  @Test("behind a key whose value is a block belong to the key")
  func key() throws {
    let entries = try entries("a: # c\n  b: 1\n")
    #expect(shown(entries[0].key.comments) == ["", "# c", ""])
  }

  @Test("that are indented less belong to what is indented so")
  func dedented() throws {
    let entries = try entries("a:\n  b: 1\n  # of b\n# of a\n\nc: 1\n")
    #expect(shown(entries[0].key.comments) == ["", "", "# of a"])
    guard case .mapping(let inner) = entries[0].value.content else { return }
    #expect(shown(inner[0].key.comments) == ["", "", "# of b"])
  }

  @Test("parted from the first entry are the document's")
  func document() throws {
    let documents = try CommentedDocument.parse(Array("# doc\n\n# a\na: 1\n\n# end\n".utf8))
    let document = try #require(documents.first)
    #expect(String(decoding: document.head, as: UTF8.self) == "# doc")
    #expect(String(decoding: document.foot, as: UTF8.self) == "# end")
  }

  @Test("are none inside of scalars")
  func scalars() throws {
    let text = "a: 'x # y'\nb: x#y\nc: |\n  # z\nd: \"\n  # q\"\n"
    for entry in try entries(text) {
      #expect(entry.key.comments == Comments())
      #expect(entry.value.comments == Comments())
    }
  }

  @Test("are found behind characters of several bytes")
  func unicode() throws {
    let entries = try entries("ключ: 'été 😀' # ñ\nb: ü # ç\n")
    #expect(shown(entries[0].value.comments) == ["", "# ñ", ""])
    #expect(shown(entries[1].value.comments) == ["", "# ç", ""])
  }

  @Test("are found in time that grows with the text")
  func linear() throws {
    let line = "key: value # behind\n# above\n"
    let count = 20_000
    let text = (0..<count).reduce(into: "") { $0 += "k\($1)" + line }
    let start = ContinuousClock.now
    #expect(try entries(text).count == count)
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}

@Suite("A YAML text with comments")
struct CommentedFaultTests {
  private static let faults: [(text: String, message: String)] = [
    ("a: [1, 2\n", "2:1: did not find expected ',' or ']'"),
    ("a:\n\t- b\n", "2:1: found character that cannot start any token"),
    ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
    ("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context"),
    ("- a\nb: 1\n", "2:1: did not find expected '-' indicator"),
    ("a: 1\n}\n", "2:1: did not find expected key"),
    ("a: 'x\n", "2:1: found unexpected end of stream"),
    ("a: *b\n", "1:4: an alias (*name) without its anchor (&name)"),
    ("a: !x!y z\n", "1:4: the tag's handle is not declared"),
    ("a: 1\n...\nb: 2\n", "3:1: expected --- before another document"),
    ("%TAG ! a\n%TAG ! b\n---\n", "2:1: a %TAG directive stands there twice"),
    ("%YAML 1.1\n'a'\n", "2:1: expected ---"),
  ]

  @Test("is refused with its place", arguments: faults)
  func refused(text: String, message: String) {
    #expect {
      try CommentedDocument.parse(Array(text.utf8))
    } throws: {
      "\($0)" == message
    }
  }

  private static let brackets = [
    "[".repeated(200_000), "- ".repeated(200_000), "? ".repeated(200_000), "{a: ".repeated(200_000),
    "a: [".repeated(1000),
  ]

  @Test("cannot be nested too deep", arguments: brackets)
  func deep(text: String) {
    #expect {
      try CommentedDocument.parse(Array(text.utf8))
    } throws: {
      ($0 as? YAMLError)?.reason == "nested too deep"
    }
  }

  @Test("has limits")
  func limits() {
    let many = Array("[".utf8) + Array("a,".repeated(200).utf8) + Array("]".utf8)
    #expect(throws: YAMLError.self) {
      try CommentedDocument.parse(many, limits: YAMLLimits(nodes: 100))
    }
    #expect(throws: YAMLError.self) {
      try CommentedDocument.parse(many, limits: YAMLLimits(size: 100))
    }
    #expect(throws: Never.self) { try CommentedDocument.parse(many) }
  }

  @Test("must be UTF-8", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE, 0x61, 0]])
  func utf8(bytes: [UInt8]) {
    #expect {
      try CommentedDocument.parse(Array("a: b\nc: é".utf8) + bytes)
    } throws: {
      let error = $0 as? YAMLError
      return error?.mark == Mark(line: 2, column: 5) && error?.reason.hasPrefix("not UTF-8") == true
    }
  }

  @Test("tells two nodes of one anchor's name apart")
  func anchors() throws {
    let text = Array("a: &x 1\nb: *x\nc: &x 2\nd: *x\n".utf8)
    let root = try #require(try CommentedDocument.parse(text).first?.root)
    guard case .mapping(let entries) = root.content else { return }
    #expect(entries.map { $0.value.anchor?.number } == [1, nil, 2, nil])
    #expect(entries[1].value.content == .alias(Anchor([0x78], number: 1)))
    #expect(entries[3].value.content == .alias(Anchor([0x78], number: 2)))
  }
}
