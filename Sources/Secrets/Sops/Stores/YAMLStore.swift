internal import YAML

/// YAML files: one tree of a document, comments in the order of the text (section 6).
enum YAMLStore {
  /// Reads a file.
  ///
  /// - Throws: `malformed`, with the line: also for keys that are no strings and keys that stand
  ///   there twice, which sops refuses when it encrypts.
  static func read(_ file: [UInt8]) throws(SecretsError) -> SopsTree {
    let documents: [CommentedDocument]
    do throws(YAMLError) {
      documents = try CommentedDocument.parse(file)
    } catch {
      throw SecretsError(.malformed(error.reason), line: error.line)
    }
    guard !documents.isEmpty || file.isEmpty else {
      throw SecretsError(.malformed("no yaml document: only comments or white space"), line: 1)
    }
    var reader = YAMLTreeReader(documents)
    return try reader.tree()
  }

  /// The text of a file, as sops writes it.
  ///
  /// Where sops would write a comment so that the file cannot be read again, it stands above what it
  /// belongs to; where even that does not help, comments are left out.
  static func write(_ tree: SopsTree) -> [UInt8] {
    let text = YAMLStore.text(tree)
    guard tree.contains(where: { $0.hasComments }), !reads(text, as: tree) else { return text }
    for other in [tree.map(\.withCommentsAbove), tree.map(\.withoutComments)] {
      let text = YAMLStore.text(other)
      if reads(text, as: tree) { return text }
    }
    return text
  }

  private static func text(_ tree: SopsTree) -> [UInt8] {
    CommentedDocument.text(of: tree.map { CommentedDocument(CommentedNode($0)) })
  }

  private static func reads(_ text: [UInt8], as tree: SopsTree) -> Bool {
    guard let read = try? YAMLStore.read(text), read.count == tree.count else { return false }
    return zip(read, tree).allSatisfy { $0.hasSameValues(as: $1) }
  }
}
