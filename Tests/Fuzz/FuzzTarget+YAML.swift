import YAML

extension FuzzTarget {
  /// YAML with its comments, read and written.
  static let yaml = [
    FuzzTarget(
      name: "yaml",
      words: [
        "# c\n", " # c", "- ", "? ", ": ", ":\n", "---\n", "...\n", "&a ", "*a", "<<: *a", "!!str ",
        "!!binary ", "|\n", "|2-\n", ">+\n", "\"", "'", "[", "]", "{", "}", ", ", "\n\n", "\t",
        "\u{2028}", "\u{85}", "\r\n", "\u{feff}", "%TAG ! x\n", "0o7", "2001-01-01", "null",
      ]
    ) { bytes in
      let limits = YAMLLimits(size: 1 << 20, depth: 40, nodes: 20_000)
      guard let documents = attempt({ try CommentedDocument.parse(bytes, limits: limits) }) else {
        return
      }
      let bare = documents.map { CommentedDocument($0.root.withoutComments) }
      let text = CommentedDocument.text(of: bare)
      guard let again = attempt({ try CommentedDocument.parse(text) }) else {
        fatalError("what was written cannot be read")
      }
      hold(again.count == bare.count, "another number of documents")
      for (left, right) in zip(again, bare) {
        hold(left.root.hasSameTexts(as: right.root), "another text")
      }
      _ = CommentedDocument.text(of: documents)
    }
  ]
}

extension CommentedNode {
  fileprivate var withoutComments: CommentedNode {
    var node = self
    node.comments = Comments()
    // an alias may name an anchor that is not written: both are left out
    node.anchor = nil
    switch content {
    case .scalar(let scalar): node.content = .scalar(scalar.rewritten())
    case .alias: node.content = .scalar(Scalar([0x61], style: .plain))
    case .sequence(let items): node.content = .sequence(items.map(\.withoutComments))
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { Entry(key: $0.key.withoutComments, value: $0.value.withoutComments) })
    }
    node.tag = nil
    return node
  }

  fileprivate func hasSameTexts(as other: CommentedNode) -> Bool {
    switch (content, other.content) {
    case (.scalar(let left), .scalar(let right)): return left.text == right.text
    case (.sequence(let left), .sequence(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.hasSameTexts(as: $1) }
    case (.mapping(let left), .mapping(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy {
          $0.key.hasSameTexts(as: $1.key) && $0.value.hasSameTexts(as: $1.value)
        }
    default: return false
    }
  }
}

extension Scalar {
  /// In the style that a writer chooses for its text.
  fileprivate func rewritten() -> Scalar {
    guard case .scalar(let scalar) = CommentedNode(string: text).content else { return self }
    return scalar
  }
}
