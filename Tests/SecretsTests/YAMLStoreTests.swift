import Testing

@testable import Secrets

@Suite("YAML files of SOPS")
struct YAMLStoreTests {
  private static let vectors = [
    "other/82-yaml", "other/83-yaml-multidoc", "other/84-yaml-regex", "versions/v3.7.3-yaml",
    "versions/v3.8.1-yaml", "versions/v3.9.4-yaml", "versions/v3.10.2-yaml",
    "versions/v3.11.0-yaml", "versions/v3.12.2-yaml", "versions/v3.13.2-yaml",
  ]

  /// Before 3.10 sops wrote its metadata in another order.
  private static let older = [
    "versions/v3.7.3-yaml", "versions/v3.8.1-yaml", "versions/v3.9.4-yaml",
  ]

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func rewritten(_ bytes: [UInt8]) throws -> String {
    text(YAMLStore.write(try YAMLStore.read(bytes)))
  }

  @Test("are written as sops -d prints them", arguments: vectors.dropFirst())
  func plaintext(name: String) throws {
    let plaintext = try Files.read("\(Files.vectors)/\(name).plain.yaml")
    let expected = try Files.read("\(Files.vectors)/\(name).enc.yaml.expected")
    #expect(try rewritten(plaintext) == text(expected))
    #expect(try rewritten(expected) == text(expected))
  }

  @Test("are written byte for byte as they were encrypted", arguments: vectors)
  func encrypted(name: String) throws {
    let file = try Files.read("\(Files.vectors)/\(name).enc.yaml")
    #expect(try rewritten(file) == text(file))
    let (tree, metadata) = try SopsFormat.yaml.read(encrypted: file)
    #expect(try text(SopsFormat.yaml.write(encrypted: tree, metadata.items)) == text(file))
    guard !Self.older.contains(name) else { return }
    #expect(try text(SopsFile(file, as: .yaml).bytes()) == text(file))
  }

  @Test("keep comments and change style as sops does", arguments: RewrittenYAML.all)
  func rewriting(example: RewrittenYAML) throws {
    #expect(try rewritten(Array(example.text.utf8)) == example.printed)
  }

  private static let unended: [(text: String, printed: String)] = [
    (
      "l:\n  - k:\n      c: 1\n  # x\n# y",
      "l:\n    - k:\n        c: 1\n        # x\n# y\n"
    ),
    (
      "a:\n  b:\n    c:\n      d: 1\n    # of b\n# of a",
      "a:\n    b:\n        c:\n            d: 1\n            # of a\n"
    ),
  ]

  @Test("may end in comments without a line feed", arguments: unended)
  func end(text: String, printed: String) throws {
    #expect(try rewritten(Array(text.utf8)) == printed)
  }

  @Test("have comments as items, in their order")
  func items() throws {
    let tree = try YAMLStore.read(Array("# x\na: 1 # y\n\n# z\n".utf8))
    #expect(
      tree == [
        [
          .comment(Array(" x".utf8), line: 2), .comment(Array(" y".utf8), isInline: true, line: 2),
          SopsItem(label: .key([0x61]), node: .leaf(.integer(1)), line: 2),
          .comment(Array(" z".utf8), line: 2),
        ]
      ])
  }

  @Test("may be empty, or hold an empty document")
  func empty() throws {
    #expect(try YAMLStore.read([]).isEmpty)
    #expect(YAMLStore.write([]).isEmpty)
    #expect(try rewritten(Array("---\n".utf8)) == "{}\n")
  }

  @Test("are readable where those of sops are not")
  func readable() throws {
    let list = "a:\n  - \"\\nx\"\n  - k: \" y\\nz\"\n"
    #expect(
      try rewritten(Array(list.utf8))
        == "a:\n    - |2-\n\n      x\n    - k: |2-\n         y\n        z\n")
    let comment = "a:\n  - [x, y] # c\nb: {}\n"
    #expect(
      try rewritten(Array(comment.utf8)) == "a:\n    # c\n    - - x\n      - \"y\"\nb: {}\n")
    for text in [list, comment] {
      let tree = try YAMLStore.read(Array(text.utf8))
      let again = try YAMLStore.read(YAMLStore.write(tree))
      #expect(again[0].hasSameValues(as: tree[0]))
    }
  }

  @Test("print comments above what they stood behind, but keep their place for changes")
  func inlineComments() throws {
    let identity = Identity.generate()
    let plaintext = Array("# x\na: b # y\nc_unencrypted: d # z\n".utf8)
    let terms = SopsTerms(groups: [[identity.recipient]])
    let file = try Sops.encrypt(plaintext, as: .yaml, terms, at: 0)
    let noted = text(file).replacing("c_unencrypted: d ", with: "c_unencrypted: d #")
    let open = try SopsFile(file, as: .yaml).open(with: [identity])
    #expect(try text(open.plaintext()) == "# x\n# y\na: b\n# z\nc_unencrypted: d\n")
    #expect(try text(open.editable()) == text(plaintext))
    #expect(try text(open.encrypt(at: 0)) == text(file))
    let other = try SopsFile(Array(noted.utf8), as: .yaml).open(with: [identity])
    #expect(try text(other.plaintext()).contains("c_unencrypted: d ##ENC["))
  }

  private static let bomb =
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + (1...9).map { level in
      "a\(level): &a\(level) ["
        + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }.joined()

  private static let faults: [(text: String, message: String)] = [
    ("- a\n", "line 1: a yaml document must be a mapping: key: value"),
    ("just text\n", "line 1: a yaml document must be a mapping: key: value"),
    ("\n# only\n", "line 1: no yaml document: only comments or white space"),
    ("a: 1\nb: {a: 1, a: 2}\n", "line 2: the key a stands there twice"),
    ("a: 1\n---\nb: 1\nb: 2\n", "line 4: the key b stands there twice"),
    ("a: 1\n1: 2\n", "line 2: sops takes only text for a key: put this one in quotes"),
    ("? [a]\n: b\n", "line 1: a key must be text"),
    ("a: 18446744073709551615\n", "line 1: a number too large for sops: put it in quotes"),
    ("a: !!int x\n", "line 1: a value that is not of the type its tag names"),
    ("a: &a\n  b: *a\n", "line 2: an alias stands for what contains it"),
    ("<<: 1\n", "line 1: << takes a mapping or a list of mappings"),
    ("a: [1\nb: 2\n", "line 2: did not find expected ',' or ']'"),
    (bomb, "line 1: more than 250000 values, those of aliases included"),
  ]

  @Test("are refused with the line of the fault", arguments: faults)
  func refused(text: String, message: String) {
    let error = failure { _ = try YAMLStore.read(Array(text.utf8)) }
    #expect(error?.description == message)
  }

  @Test("with a comment that sops put into a list as an element say so")
  func commentInList() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "82-yaml" })
    let error = failure { _ = try vector.decrypted(with: vector.identities()) }
    #expect(error?.line == 11)
    #expect(error?.description.contains("comment") == true)
  }
}
