extension CommentedParser {
  mutating func blockMapping() throws(YAMLError) -> CommentedNode {
    skip()
    var entries: [CommentedNode.Entry] = []
    while true {
      let token = peek()
      if token.kind == .blockEnd { break }
      guard token.kind == .key else {
        throw YAMLError("did not find expected key", at: token.mark)
      }
      skip()
      var key = try blockPart(at: token.mark)
      if !key.comments.foot.isEmpty, let last = entries.indices.last {
        // less indented than the value before, to which it belongs
        entries[last].key.comments.foot = key.comments.foot
        key.comments.foot = []
      }
      var value: CommentedNode
      let sign = peek()
      if sign.kind == .value {
        skip()
        value = try blockPart(at: sign.mark)
      } else {
        value = try empty(at: sign.mark)
      }
      raiseFoot(of: &value, to: &key)
      entries.append(CommentedNode.Entry(key: key, value: value))
    }
    var comments = takeComments()
    comments.head = []
    skip()
    if !comments.foot.isEmpty, let last = entries.indices.last {
      entries[last].key.comments.foot = comments.foot
      comments.foot = []
    }
    return CommentedNode(.mapping(entries), comments: comments)
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
