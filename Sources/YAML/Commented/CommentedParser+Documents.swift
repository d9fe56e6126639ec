extension CommentedParser {
  mutating func documents() throws(YAMLError) -> [CommentedDocument] {
    var documents: [CommentedDocument] = []
    _ = peek()
    skip()
    while let document = try document(isFirst: documents.isEmpty) { documents.append(document) }
    return documents
  }

  private mutating func document(isFirst: Bool) throws(YAMLError) -> CommentedDocument? {
    var token = peek()
    while !isFirst, token.kind == .documentEnd {
      skip()
      token = peek()
    }
    if token.kind == .streamEnd { return nil }
    let isExplicit =
      switch token.kind {
      case .versionDirective, .tagDirective, .documentStart: true
      default: false
      }
    guard isExplicit || isFirst else {
      throw YAMLError("expected --- before another document", at: token.mark)
    }
    var head: [UInt8] = []
    tagPrefixes = []
    if isExplicit { try startDocument() } else { head = splitHead() }
    let root = isExplicit && endsDocument(peek()) ? try empty(at: peek().mark) : try node(.block)
    let foot = endDocument()
    return CommentedDocument(root, head: head, foot: foot)
  }

  private func endsDocument(_ token: Token) -> Bool {
    switch token.kind {
    case .versionDirective, .tagDirective, .documentStart, .documentEnd, .streamEnd: true
    default: false
    }
  }

  private mutating func startDocument() throws(YAMLError) {
    while true {
      let token = peek()
      skip()
      switch token.kind {
      case .documentStart: return
      case .versionDirective: continue
      case .tagDirective(let handle, let prefix):
        guard !tagPrefixes.contains(where: { $0.handle == handle }) else {
          throw YAMLError("a %TAG directive stands there twice", at: token.mark)
        }
        tagPrefixes.append((handle, prefix))
      default: throw YAMLError("expected ---", at: token.mark)
      }
    }
  }

  /// What stands above the last empty line of the comments before the first node.
  private mutating func splitHead() -> [UInt8] {
    let text = pending.head
    for index in text.indices.dropFirst().reversed() where text[index] == 0x0A {
      let isLast = index == text.count - 1
      guard isLast || text[index - 1] == 0x0A else { continue }
      pending.head = Array(text[(index + 1)...])
      return Array(text[..<(isLast ? index : index - 1)])
    }
    return []
  }

  /// The comment at the end of a document.
  private mutating func endDocument() -> [UInt8] {
    if peek().kind == .documentEnd { skip() }
    let comments = takeComments()
    return comments.foot.isEmpty ? comments.head : comments.foot
  }
}
