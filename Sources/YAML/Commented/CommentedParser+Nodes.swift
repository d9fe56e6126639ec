extension CommentedParser {
  /// What may stand at a place.
  enum Context: Equatable {
    case block, blockOrIndentlessSequence, flow
  }

  mutating func node(_ context: Context) throws(YAMLError) -> CommentedNode {
    let first = peek()
    try count(at: first.mark)
    if case .alias(let name) = first.kind { return try alias(name, at: first.mark) }
    let (tag, anchor) = try properties()
    var node = try content(context, peek(), isMarked: tag != nil || anchor != nil)
    node.tag = tag
    node.anchor = anchor
    node.mark = first.mark
    return node
  }

  private mutating func alias(_ name: [UInt8], at mark: Mark) throws(YAMLError) -> CommentedNode {
    guard let anchor = anchors[name] else {
      throw YAMLError("an alias (*name) without its anchor (&name)", at: mark)
    }
    let comments = takeComments()
    skip()
    return CommentedNode(.alias(anchor), comments: comments, at: mark)
  }

  /// A tag and an anchor, in either order.
  private mutating func properties() throws(YAMLError) -> (tag: [UInt8]?, anchor: Anchor?) {
    var tag: [UInt8]?
    var anchor: Anchor?
    while true {
      let token = peek()
      if case .anchor(let name) = token.kind, anchor == nil {
        anchor = addAnchor(name)
      } else if case .tag(let handle, let suffix) = token.kind, tag == nil {
        tag = try self.tag(handle: handle, suffix: suffix, at: token.mark)
      } else {
        return (tag, anchor)
      }
      skip()
    }
  }

  private mutating func addAnchor(_ name: [UInt8]) -> Anchor {
    anchorCount += 1
    let anchor = Anchor(name, number: anchorCount)
    anchors[name] = anchor
    return anchor
  }

  private mutating func content(
    _ context: Context, _ token: Token, isMarked: Bool
  ) throws(YAMLError) -> CommentedNode {
    switch token.kind {
    case .blockEntry where context == .blockOrIndentlessSequence:
      return CommentedNode(.sequence(try indentlessSequence()))
    case .scalar(let scalar):
      let comments = takeComments()
      skip()
      return CommentedNode(.scalar(scalar), comments: comments)
    case .flowSequenceStart, .flowMappingStart: return try flowCollection(token)
    case .blockSequenceStart where context != .flow:
      let comments = takeStem()
      return CommentedNode(.sequence(try blockSequence()), comments: comments)
    case .blockMappingStart where context != .flow:
      let comments = takeStem()
      var node = try blockMapping()
      node.comments.head = comments.head
      return node
    default:
      guard isMarked else {
        throw YAMLError("did not find expected node content", at: token.mark)
      }
      return try empty(at: token.mark)
    }
  }

  /// A tag as people write it.
  private func tag(handle: [UInt8], suffix: [UInt8], at mark: Mark) throws(YAMLError) -> [UInt8] {
    let standard = Array("tag:yaml.org,2002:".utf8)
    var full = handle + suffix
    if let own = tagPrefixes.first(where: { $0.handle == handle }) {
      full = own.prefix + suffix
    } else if handle.count > 1, handle != Array("!!".utf8) {
      throw YAMLError("the tag's handle is not declared", at: mark)
    }
    guard full.starts(with: standard) else { return full }
    return Array("!!".utf8) + full.dropFirst(standard.count)
  }

  /// What YAML takes nothing for: it never has comments.
  mutating func empty(at mark: Mark) throws(YAMLError) -> CommentedNode {
    try count(at: mark)
    return CommentedNode(.scalar(Scalar([], style: .plain)), at: mark)
  }

  private mutating func takeStem() -> Comments {
    defer { stem = [] }
    return Comments(head: stem)
  }

  private mutating func blockSequence() throws(YAMLError) -> [CommentedNode] {
    skip()
    var items: [CommentedNode] = []
    while true {
      let token = peek()
      if token.kind == .blockEnd { break }
      guard token.kind == .blockEntry else {
        throw YAMLError("did not find expected '-' indicator", at: token.mark)
      }
      items.append(try item(endsAt: [.blockEntry, .blockEnd], after: token))
    }
    skip()
    return items
  }

  private mutating func indentlessSequence() throws(YAMLError) -> [CommentedNode] {
    var items: [CommentedNode] = []
    while true {
      let token = peek()
      guard token.kind == .blockEntry else { return items }
      items.append(try item(endsAt: [.blockEntry, .key, .value, .blockEnd], after: token))
    }
  }

  private mutating func item(
    endsAt ends: [Token.Kind], after entry: Token
  ) throws(YAMLError) -> CommentedNode {
    let headCount = pending.head.count
    skip()
    if headCount > 0 { splitStem(headCount) }
    return ends.contains(peek().kind) ? try empty(at: entry.mark) : try node(.block)
  }

  private mutating func splitStem(_ count: Int) {
    let kind = peek().kind
    guard kind == .blockSequenceStart || kind == .blockMappingStart else { return }
    stem = Array(pending.head.prefix(count))
    pending.head = Array(pending.head.dropFirst(count + 1))
  }
}
