internal import YAML

/// Turns YAML documents into trees: comments become items, aliases what they stand for.
struct YAMLTreeReader {
  private let documents: [CommentedDocument]
  private let limits: YAMLLimits
  private var nodes = 0
  /// The node of each anchor by its number.
  private var anchored: [Int: CommentedNode] = [:]
  /// The anchors that are being put in the place of their alias.
  private var open: Set<Int> = []

  init(_ documents: [CommentedDocument], limits: YAMLLimits = YAMLLimits()) {
    self.documents = documents
    self.limits = limits
    for document in documents { collect(document.root) }
  }

  private mutating func collect(_ node: CommentedNode) {
    if let anchor = node.anchor { anchored[anchor.number] = node }
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
      items += try wrapped(root) { (reader) throws(SecretsError) in
        try reader.items(of: entries, depth: 1)
      }
    case .scalar(let scalar) where Resolution(scalar, tag: root.tag) == .null:
      items += YAMLComment.items(root.comments.head, line)
      items += YAMLComment.items(root.comments.line, line)
    default: throw fault("a yaml document must be a mapping: key: value", line)
    }
    return items + YAMLComment.items(document.foot, line)
  }

  /// What a node holds between the comments around it.
  private mutating func wrapped(
    _ node: CommentedNode, _ body: (inout Self) throws(SecretsError) -> [SopsItem]
  ) throws(SecretsError) -> [SopsItem] {
    let line = node.mark.line
    let above = YAMLComment.items(node.comments.head, line)
    let behind = YAMLComment.items(node.comments.line, line)
    let inner = try body(&self)
    return above + behind + inner + YAMLComment.items(node.comments.foot, line)
  }

  private mutating func items(
    of entries: [CommentedNode.Entry], depth: Int
  ) throws(SecretsError) -> [SopsItem] {
    var items: [SopsItem] = []
    var seen: Set<[UInt8]> = []
    for entry in entries {
      let (key, value, line) = (entry.key, entry.value, entry.key.mark.line)
      let name = try self.key(key)
      guard seen.insert(name).inserted else {
        throw fault("the key \(ByteText.printable(name)) stands there twice", line)
      }
      items += YAMLComment.items(key.comments.head, line)
      items += YAMLComment.items(key.comments.line, line)
      let isLeaf = value.isLeaf
      if isLeaf {
        items += YAMLComment.items(value.comments.head, line)
        items += YAMLComment.items(value.comments.line, value.mark.line, isInline: true)
      }
      let node = try node(value, isWrapped: !isLeaf, depth: depth)
      if isMerge(key) { try checkMerge(value) }
      items.append(SopsItem(label: .key(name), node: node, line: line))
      if isLeaf { items += YAMLComment.items(value.comments.foot, value.mark.line) }
      items += YAMLComment.items(key.comments.foot, line)
    }
    return items
  }

  private mutating func items(
    of list: [CommentedNode], depth: Int
  ) throws(SecretsError) -> [SopsItem] {
    var items: [SopsItem] = []
    for element in list {
      let line = element.mark.line
      items += YAMLComment.items(element.comments.head, line)
      items += YAMLComment.items(element.comments.line, line, isInline: true)
      let node = try node(element, isWrapped: false, depth: depth)
      items.append(SopsItem(label: .element, node: node, line: line))
      items += YAMLComment.items(element.comments.foot, line)
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
      guard isWrapped else { return .list(try items(of: list, depth: depth + 1)) }
      return .list(
        try wrapped(node) { (reader) throws(SecretsError) in
          try reader.items(of: list, depth: depth + 1)
        })
    case .mapping(let entries):
      guard isWrapped else { return .branch(try items(of: entries, depth: depth + 1)) }
      return .branch(
        try wrapped(node) { (reader) throws(SecretsError) in
          try reader.items(of: entries, depth: depth + 1)
        })
    }
  }

  private mutating func target(
    of anchor: Anchor, _ line: Int, depth: Int
  ) throws(SecretsError) -> SopsNode {
    guard let target = anchored[anchor.number], open.insert(anchor.number).inserted else {
      throw fault("an alias stands for what contains it", line)
    }
    defer { open.remove(anchor.number) }
    return try node(target, isWrapped: true, depth: depth)
  }

  private func fault(_ what: String, _ line: Int) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }
}

extension YAMLTreeReader {
  private func key(_ node: CommentedNode) throws(SecretsError) -> [UInt8] {
    var node = node
    if case .alias(let anchor) = node.content { node = anchored[anchor.number] ?? node }
    guard case .scalar(let scalar) = node.content else {
      throw fault("a key must be text", node.mark.line)
    }
    switch Resolution(scalar, tag: node.tag) {
    case .string(let text): return text
    case .merge: return scalar.text
    default:
      throw fault("sops takes only text for a key: put this one in quotes", node.mark.line)
    }
  }

  private func isMerge(_ key: CommentedNode) -> Bool {
    guard case .scalar(let scalar) = key.content else { return false }
    return Resolution(scalar, tag: key.tag) == .merge
  }

  /// `<<` takes a mapping, or a list of mappings.
  private func checkMerge(_ value: CommentedNode) throws(SecretsError) {
    var sources = [value]
    if case .sequence(let list) = value.content { sources = list }
    for var source in sources {
      if case .alias(let anchor) = source.content { source = anchored[anchor.number] ?? source }
      guard case .mapping = source.content else {
        throw fault("<< takes a mapping or a list of mappings", value.mark.line)
      }
    }
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
