/// Builds nodes from tokens and gives them their comments, as go-yaml (version 3) does.
struct CommentedParser {
  private let tokens: [Token]
  private let comments: [CommentScanner.Comment]
  private let limits: YAMLLimits
  private var position = 0
  private var nextComment = 0
  private var nodes = 0
  private var tagPrefixes: [(handle: [UInt8], prefix: [UInt8])] = []
  /// By name, the last that was given; names outlive their document, as in go-yaml.
  var anchors: [[UInt8]: Anchor] = [:]
  var anchorCount = 0
  /// Comments that wait for their node.
  var pending = Comments()
  /// The comment above a list or mapping that stands in a list: it is the whole one's, not its
  /// first entry's.
  var stem: [UInt8] = []

  init(_ scanner: CommentScanner, limits: YAMLLimits) {
    tokens = scanner.tokens
    comments = scanner.comments
    self.limits = limits
  }

  /// The token at the head, once its comments are taken.
  mutating func peek() -> Token {
    let token = tokens[min(position, tokens.count - 1)]
    while nextComment < comments.count, token.start >= comments[nextComment].token {
      let comment = comments[nextComment]
      switch comment.kind {
      case .head:
        // an end has no head: the comment waits for what follows
        if token.kind == .blockEnd { return token }
        CommentedParser.join(comment.text, to: &pending.head)
      case .foot: CommentedParser.join(comment.text, to: &pending.foot)
      case .line: CommentedParser.join(comment.text, to: &pending.line)
      }
      nextComment += 1
    }
    return token
  }

  mutating func skip() { position += 1 }

  mutating func takeComments() -> Comments {
    defer {
      pending = Comments()
      stem = []
    }
    return pending
  }

  /// Counts a node.
  mutating func count(at mark: Mark) throws(YAMLError) {
    nodes += 1
    guard nodes <= limits.nodes else {
      throw YAMLError("more than \(limits.nodes) nodes", at: mark)
    }
  }

  private static func join(_ text: [UInt8], to comment: inout [UInt8]) {
    if !comment.isEmpty { comment.append(0x0A) }
    comment += text
  }
}

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

  /// A tag as people write it.
  func tag(handle: [UInt8], suffix: [UInt8], at mark: Mark) throws(YAMLError) -> [UInt8] {
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
}
