extension CommentedParser {
  mutating func blockMapping() throws(YAMLError) -> CommentedNode {
    skip()
    var entries: [CommentedNode.Entry] = []
    while peek().kind != .blockEnd { try addBlockEntry(to: &entries) }
    var comments = takeComments()
    comments.head = []
    skip()
    giveFoot(&comments, to: &entries)
    return CommentedNode(.mapping(entries), comments: comments)
  }

  private mutating func addBlockEntry(
    to entries: inout [CommentedNode.Entry]
  ) throws(YAMLError) {
    let token = peek()
    guard token.kind == .key else {
      throw YAMLError("did not find expected key", at: token.mark)
    }
    skip()
    var key = try blockPart(at: token.mark)
    // less indented than the value before, to which it belongs
    giveFoot(&key.comments, to: &entries)
    var value = try blockValue()
    raiseFoot(of: &value, to: &key)
    entries.append(CommentedNode.Entry(key: key, value: value))
  }

  private mutating func blockValue() throws(YAMLError) -> CommentedNode {
    let sign = peek()
    guard sign.kind == .value else { return try empty(at: sign.mark) }
    skip()
    return try blockPart(at: sign.mark)
  }

  /// Gives a foot to the entry before, where there is one.
  private func giveFoot(_ comments: inout Comments, to entries: inout [CommentedNode.Entry]) {
    guard !comments.foot.isEmpty, let last = entries.indices.last else { return }
    entries[last].key.comments.foot = comments.foot
    comments.foot = []
  }

  /// A key or a value, which may be missing.
  private mutating func blockPart(at mark: Mark) throws(YAMLError) -> CommentedNode {
    let kind = peek().kind
    if kind == .key || kind == .value || kind == .blockEnd { return try empty(at: mark) }
    return try node(.blockOrIndentlessSequence)
  }

  private func raiseFoot(of value: inout CommentedNode, to key: inout CommentedNode) {
    guard key.comments.foot.isEmpty else { return }
    key.comments.foot = value.comments.foot
    value.comments.foot = []
  }

  mutating func flowCollection(_ token: Token) throws(YAMLError) -> CommentedNode {
    var comments = takeComments()
    skip()
    let content: CommentedNode.Content =
      token.kind == .flowSequenceStart
      ? .sequence(try flowItems()) : .mapping(try flowEntries())
    let last = takeComments()
    skip()
    comments.line = last.line
    comments.foot = last.foot
    return CommentedNode(content, comments: comments)
  }

  private mutating func flowItems() throws(YAMLError) -> [CommentedNode] {
    var items: [CommentedNode] = []
    while try continues(until: .flowSequenceEnd, isFirst: items.isEmpty) {
      let token = peek()
      guard token.kind == .key else {
        items.append(try node(.flow))
        continue
      }
      try count(at: token.mark)
      skip()
      let key = try flowPart(unless: [.value, .flowEntry, .flowSequenceEnd])
      let entry = try flowEntry(key, endsAt: .flowSequenceEnd)
      items.append(CommentedNode(.mapping([entry]), at: token.mark))
    }
    return items
  }

  private mutating func flowEntries() throws(YAMLError) -> [CommentedNode.Entry] {
    var entries: [CommentedNode.Entry] = []
    while try continues(until: .flowMappingEnd, isFirst: entries.isEmpty) {
      guard peek().kind == .key else {
        var key = try node(.flow)
        var value = try empty(at: peek().mark)
        raiseFoot(of: &value, to: &key)
        entries.append(CommentedNode.Entry(key: key, value: value))
        continue
      }
      skip()
      let key = try flowPart(unless: [.value, .flowEntry, .flowMappingEnd])
      entries.append(try flowEntry(key, endsAt: .flowMappingEnd))
    }
    return entries
  }

  private mutating func flowEntry(
    _ key: CommentedNode, endsAt end: Token.Kind
  ) throws(YAMLError) -> CommentedNode.Entry {
    var key = key
    var value: CommentedNode
    if peek().kind == .value {
      skip()
      value = try flowPart(unless: [.flowEntry, end])
    } else {
      value = try empty(at: peek().mark)
    }
    raiseFoot(of: &value, to: &key)
    return CommentedNode.Entry(key: key, value: value)
  }

  private mutating func flowPart(unless ends: [Token.Kind]) throws(YAMLError) -> CommentedNode {
    let token = peek()
    return ends.contains(token.kind) ? try empty(at: token.mark) : try node(.flow)
  }

  /// Whether another entry follows; goes past the comma before it.
  private mutating func continues(
    until end: Token.Kind, isFirst: Bool
  ) throws(YAMLError) -> Bool {
    var token = peek()
    if token.kind == end { return false }
    if !isFirst {
      guard token.kind == .flowEntry else {
        let bracket = end == .flowSequenceEnd ? "]" : "}"
        throw YAMLError("did not find expected ',' or '\(bracket)'", at: token.mark)
      }
      skip()
      token = peek()
    }
    return token.kind != end
  }
}
