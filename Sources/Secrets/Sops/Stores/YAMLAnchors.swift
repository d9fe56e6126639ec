internal import YAML

/// The nodes that the anchors of a text name.
struct YAMLAnchors {
  /// By the anchor's number.
  private var nodes: [Int: CommentedNode] = [:]

  init(_ documents: [CommentedDocument]) {
    for document in documents { collect(document.root) }
  }

  private mutating func collect(_ node: CommentedNode) {
    if let anchor = node.anchor { nodes[anchor.number] = node }
    switch node.content {
    case .scalar, .alias: break
    case .sequence(let items): for item in items { collect(item) }
    case .mapping(let entries):
      for entry in entries {
        collect(entry.key)
        collect(entry.value)
      }
    }
  }

  func target(of anchor: Anchor) -> CommentedNode? { nodes[anchor.number] }

  /// What an alias stands for; any other node is itself.
  func resolved(_ node: CommentedNode) -> CommentedNode {
    guard case .alias(let anchor) = node.content else { return node }
    return target(of: anchor) ?? node
  }
}
