internal import YAML

/// Turns YAML documents into trees: comments become items, aliases what they stand for.
struct YAMLTreeReader {
  private let documents: [CommentedDocument]
  private let limits: YAMLLimits
  let anchors: YAMLAnchors
  private var nodes = 0
  /// The anchors that are being put in the place of their alias.
  private var open: Set<Int> = []

  init(_ documents: [CommentedDocument], limits: YAMLLimits = YAMLLimits()) {
    self.documents = documents
    self.limits = limits
    anchors = YAMLAnchors(documents)
  }

  mutating func tree() throws(SecretsError) -> SopsTree {
    var tree: SopsTree = []
    for document in documents { tree.append(try items(of: document)) }
    return tree
  }

  private mutating func items(of document: CommentedDocument) throws(SecretsError) -> [SopsItem] {
    let root = document.root
    let line = root.mark.line
    var items = YAMLComment.items(document.head, line)
    switch root.content {
    case .mapping(let entries):
      items += wrapped(try self.items(of: entries, depth: 1), by: root)
    case .scalar(let scalar) where Resolution(scalar, tag: root.tag) == .null:
      items += YAMLComment.items(root.comments.head, line)
      items += YAMLComment.items(root.comments.line, line)
    default: throw fault("a yaml document must be a mapping: key: value", line)
    }
    return items + YAMLComment.items(document.foot, line)
  }

  /// What a node holds between the comments around it.
  private func wrapped(_ items: [SopsItem], by node: CommentedNode) -> [SopsItem] {
    let line = node.mark.line
    let above = YAMLComment.items(node.comments.head, line)
    let behind = YAMLComment.items(node.comments.line, line)
    return above + behind + items + YAMLComment.items(node.comments.foot, line)
  }

  private mutating func items(
    of entries: [CommentedNode.Entry], depth: Int
  ) throws(SecretsError) -> [SopsItem] {
    var items: [SopsItem] = []
    var seen: Set<[UInt8]> = []
    for entry in entries {
      let (key, line) = (entry.key, entry.key.mark.line)
      let name = try name(key)
      guard seen.insert(name).inserted else {
        throw fault("the key \(ByteText.printable(name)) stands there twice", line)
      }
      items += YAMLComment.items(key.comments.head, line)
      items += YAMLComment.items(key.comments.line, line)
      let node = try node(entry.value, isWrapped: !entry.value.isLeaf, depth: depth)
      if isMerge(key) { try checkMerge(entry.value) }
      let item = SopsItem(label: .key(name), node: node, line: line)
      items += entry.value.isLeaf ? beside(item, entry.value) : [item]
      items += YAMLComment.items(key.comments.foot, line)
    }
    return items
  }

  /// An item and the comments around its value.
  private func beside(_ item: SopsItem, _ value: CommentedNode) -> [SopsItem] {
    let line = value.mark.line
    return YAMLComment.items(value.comments.head, item.line)
      + YAMLComment.items(value.comments.line, line, isInline: true)
      + [item] + YAMLComment.items(value.comments.foot, line)
  }

  private mutating func items(
    of list: [CommentedNode], depth: Int
  ) throws(SecretsError) -> [SopsItem] {
    var items: [SopsItem] = []
    for element in list {
      let node = try node(element, isWrapped: false, depth: depth)
      items += beside(SopsItem(label: .element, node: node, line: element.mark.line), element)
    }
    return items
  }

  /// - Parameter isWrapped: whether the comments around a list or mapping go into it.
  private mutating func node(
    _ node: CommentedNode, isWrapped: Bool, depth: Int
  ) throws(SecretsError) -> SopsNode {
    nodes += 1
    guard nodes <= limits.nodes else {
      throw fault("more than \(limits.nodes) values, those of aliases included", node.mark.line)
    }
    guard depth <= limits.depth else { throw fault("nested too deep", node.mark.line) }
    switch node.content {
    case .scalar(let scalar):
      return try YAMLLeaf.node(Resolution(scalar, tag: node.tag), line: node.mark.line)
    case .alias(let anchor): return try target(of: anchor, node.mark.line, depth: depth)
    case .sequence(let list):
      let items = try items(of: list, depth: depth + 1)
      return .list(isWrapped ? wrapped(items, by: node) : items)
    case .mapping(let entries):
      let items = try items(of: entries, depth: depth + 1)
      return .branch(isWrapped ? wrapped(items, by: node) : items)
    }
  }

  private mutating func target(
    of anchor: Anchor, _ line: Int, depth: Int
  ) throws(SecretsError) -> SopsNode {
    guard let target = anchors.target(of: anchor), open.insert(anchor.number).inserted else {
      throw fault("an alias stands for what contains it", line)
    }
    defer { open.remove(anchor.number) }
    return try node(target, isWrapped: true, depth: depth)
  }

  func fault(_ what: String, _ line: Int) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }
}

extension CommentedNode {
  /// Whether the comments around it stand beside it, not in it.
  fileprivate var isLeaf: Bool {
    switch content {
    case .scalar, .alias: true
    case .sequence, .mapping: false
    }
  }
}
