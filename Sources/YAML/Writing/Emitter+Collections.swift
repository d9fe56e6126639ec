/// Lists and mappings.
extension Emitter {
  mutating func sequence(
    _ items: [CommentedNode], _ comments: Comments, _ isInList: Bool
  ) {
    guard !items.isEmpty else { return emptySequence(comments) }
    let outer = indent
    increaseIndent(isInList: isInList)
    for item in items {
      announce(item, tail: [])
      writeHead()
      writeIndent()
      indicator("-", needsSpace: true, isIndentation: true)
      node(item, .item)
    }
    announceEnd(comments)
    indent = outer
  }

  private mutating func emptySequence(_ comments: Comments) {
    indicator("[", needsSpace: true, isSpace: true)
    announceEnd(comments)
    if column == 0 { writeIndent() }
    indicator("]")
    writeLineAndFoot()
  }

  mutating func mapping(
    _ entries: [CommentedNode.Entry], _ comments: Comments, _ isInList: Bool
  ) {
    guard !entries.isEmpty else { return emptyMapping(comments, isInList) }
    let outer = indent
    increaseIndent(isInList: isInList)
    var tail: [UInt8] = []
    for var entry in entries {
      let foot = entry.key.comments.foot
      entry.key.comments.foot = []
      self.entry(entry, tail: tail)
      tail = foot
    }
    if !tail.isEmpty { self.tail = tail }
    announceEnd(comments)
    writeHead()
    indent = outer
  }

  private mutating func emptyMapping(_ comments: Comments, _ isInList: Bool) {
    let outer = indent
    indicator("{", needsSpace: true, isSpace: true)
    increaseIndent(isInList: isInList, isFlow: true)
    announceEnd(comments)
    writeHead()
    indent = outer
    indicator("}")
    writeLineAndFoot()
  }

  private mutating func entry(_ entry: CommentedNode.Entry, tail: [UInt8]) {
    announce(entry.key, tail: tail)
    writeHead()
    writeIndent()
    if !waiting.line.isEmpty {
      keyLine = waiting.line
      waiting.line = []
    }
    let isSimple = Emitter.isSimpleKey(entry.key)
    if !isSimple { indicator("?", needsSpace: true, isIndentation: true) }
    keyNode(entry.key, isSimple: isSimple)
    announce(entry.value, tail: [])
    if isSimple {
      indicator(":")
    } else {
      writeIndent()
      indicator(":", needsSpace: true, isIndentation: true)
    }
    placeKeyLine(entry.value)
    node(entry.value, .value)
  }

  /// Comments behind a key wait for the value.
  private mutating func keyNode(_ key: CommentedNode, isSimple: Bool) {
    let held = waiting
    waiting = Comments()
    node(key, .key(isSimple: isSimple))
    waiting = held
  }

  private mutating func placeKeyLine(_ value: CommentedNode) {
    guard !keyLine.isEmpty else { return }
    switch value.content {
    case .scalar, .alias:
      guard waiting.line.isEmpty else { return }
      waiting.line = keyLine
    case .sequence, .mapping:
      let held = waiting.line
      waiting.line = keyLine
      writeLine()
      waiting.line = held
    }
    keyLine = []
  }

  /// Whether a key can stand before its colon on one line.
  private static func isSimpleKey(_ key: CommentedNode) -> Bool {
    let tag = key.tag?.count ?? 0
    switch key.content {
    case .scalar(let scalar):
      return !ScalarTraits(scalar.text).isMultiline && scalar.text.count + tag <= 128
    case .sequence(let items): return items.isEmpty && tag <= 128
    case .mapping(let entries): return entries.isEmpty && tag <= 128
    case .alias(let anchor): return anchor.name.count <= 128
    }
  }
}
