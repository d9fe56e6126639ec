import Testing
import YAML

@Suite("Aliases, where they are taken")
struct AliasTests {
  private func expanded(_ text: String, limit: Int = 1000) throws -> Node? {
    try Node.parse(Array(text.utf8), expandingAliases: limit)
  }

  private func plain(_ text: String) throws -> Node? { try Node.parse(Array(text.utf8)) }

  private func reason(_ text: String, limit: Int = 1000) -> String? {
    do {
      _ = try expanded(text, limit: limit)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("stand for what the anchor names") func simple() throws {
    let node = try #require(try expanded("a: &x one\nb: [*x, &y {c: d}, *y]\n"))
    #expect(node.words == "{a: one, b: [one, {c: d}, {c: d}]}")
    #expect(try plain("a: one\n")?.words == "{a: one}")
  }

  @Test("keep the places of what was written") func places() throws {
    let node = try #require(try expanded("a: &x one\nb: *x\n"))
    guard case .mapping(let entries) = node.value else { throw YAMLError("no", at: node.mark) }
    #expect(entries.map(\.value.mark.line) == [1, 1])
    #expect(entries.map(\.key.mark.line) == [1, 2])
  }

  @Test("of a name used twice stand for the last above them") func again() throws {
    #expect(try expanded("[&x a, *x, &x b, *x]")?.words == "[a, a, b, b]")
  }

  @Test("in merge keys give what is not there already") func merge() throws {
    let text = "base: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}\nd: {<<: [*b, {z: 4}]}\n"
    #expect(
      try expanded(text)?.words
        == "{base: {x: 1, y: 2}, c: {y: 3, x: 1}, d: {x: 1, y: 2, z: 4}}")
    #expect(reason("a: {<<: b}\n") == "1:9: << takes a mapping")
  }

  @Test("end in an error where they stand for too much") func laughs() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let inner = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(inner)]\n"
    }
    #expect(reason(text) == "3:45: stands for more than 1000 nodes")
    #expect(reason(text, limit: 100_000)?.hasSuffix("stands for more than 100000 nodes") == true)
  }

  @Test("end in an error where they nest too deep, or name nothing or themselves") func bad() {
    var text = "a0: &a0 [x]\n"
    for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(reason(text, limit: 100_000)?.hasSuffix("nested too deep") == true)
    #expect(reason("a: *b\n") == "1:4: no anchor of that name above this alias")
    #expect(reason("a: &a [*a]\n") == "1:8: no anchor of that name above this alias")
  }

  @Test("are refused elsewhere, and tags everywhere") func refused() {
    #expect(throws: YAMLError.self) { try plain("a: &x one\n") }
    #expect(throws: YAMLError.self) { try plain("a: *x\n") }
    #expect(reason("a: !x one\n") == "1:4: tags (!name) are not supported here")
  }
}

extension Node {
  fileprivate var words: String {
    switch value {
    case .scalar(let text, _): text
    case .sequence(let items): "[\(items.map(\.words).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\($0.key.value): \($0.value.words)" }.joined(separator: ", "))}"
    }
  }
}
