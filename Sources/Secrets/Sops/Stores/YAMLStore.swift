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
  static func write(_ tree: SopsTree) -> [UInt8] {
    CommentedDocument.text(
      of: tree.map { CommentedDocument(CommentedNode($0)) })
  }
}
