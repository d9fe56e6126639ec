import Testing

@testable import Secrets

@Suite("SOPS files that are opened and written again")
struct SopsRewriteTests {
  private static let opened = SopsCase.all.filter {
    $0.rc == 0 && $0.kept != nil && $0.file != nil && !SopsCase.foreign.contains($0.name)
  }
  /// Those of the version whose files are written here; older ones order the metadata otherwise.
  private static let same = opened.filter { $0.madeBy.hasPrefix("sops-3.13") }

  private func open(_ vector: SopsCase) throws -> OpenSopsFile {
    try SopsFile(vector.contents(), as: try #require(vector.kept)).open(with: vector.identities())
  }

  @Test("with the same key and vectors are those of sops, byte for byte", arguments: same)
  func identical(vector: SopsCase) throws {
    let file = try open(vector)
    let time = file.file.metadata.lastModified
    #expect(try file.encrypt(at: time) == vector.contents())
  }

  @Test("keep the ciphertext of values that did not change", arguments: opened)
  func unchanged(vector: SopsCase) throws {
    let file = try open(vector)
    let before = file.file.tree
    let written = try file.encrypt(at: 2_000_000_000)
    #expect(
      try SopsFile(written, as: file.file.format).tree.map(plainLines) == before.map(plainLines))
    let again = try Sops.decrypt(written, as: file.file.format, with: vector.identities())
    #expect(try again == vector.expectedBytes())
  }

  /// What stands in a mapping, without lines.
  private func plainLines(_ items: [SopsItem]) -> [String] {
    items.map { "\($0.label) \(strip($0.node))" }
  }

  private func strip(_ node: SopsNode) -> String {
    switch node {
    case .null, .leaf: "\(node)"
    case .branch(let items), .list(let items): "\(plainLines(items))"
    }
  }

  @Test("keep the types of numbers that a text tells otherwise")
  func types() throws {
    let identity = Identity.generate()
    let terms = SopsTerms(groups: [[identity.recipient]])
    let text = "m: 1e3\nq: 2.0\nn: 7\nz: a\n"
    let bytes = try Sops.encrypt(Array(text.utf8), as: .yaml, terms, at: 0)
    let file = try SopsFile(bytes, as: .yaml).open(with: [identity])
    let plaintext = String(decoding: try file.plaintext(), as: UTF8.self)
    try file.replace(by: Array(plaintext.replacing("z: a", with: "z: b").utf8))
    let before = String(decoding: bytes, as: UTF8.self).split(separator: "\n").prefix(3)
    let after = String(decoding: try file.encrypt(at: 1), as: UTF8.self).split(separator: "\n")
    #expect(Array(after.prefix(3)) == Array(before))
  }
}
