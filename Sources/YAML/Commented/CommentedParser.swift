/// Builds nodes from tokens and gives them their comments, as go-yaml (version 3) does.
struct CommentedParser {
  private let tokens: [Token]
  private let comments: [ScannedComment]
  private let limits: YAMLLimits
  private var position = 0
  private var nextComment = 0
  private var nodes = 0
  /// What `%TAG` directives declare.
  var tagPrefixes: [(handle: [UInt8], prefix: [UInt8])] = []
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
