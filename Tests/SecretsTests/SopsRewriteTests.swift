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
}
