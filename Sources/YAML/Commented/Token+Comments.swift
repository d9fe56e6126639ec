/// What a token has to do with the comments behind it.
extension Token.Kind {
  /// `|` or `>`.
  var isBlockScalar: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.style == .literal || scalar.style == .folded
  }

  /// Whether go-yaml looks for line breaks behind it before it looks for a comment.
  var endsBehindBreaks: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.style != .singleQuoted && scalar.style != .doubleQuoted
  }

  /// Whether a comment on its line can be its own.
  var takesLineComment: Bool {
    switch self {
    case .blockEntry, .documentStart, .documentEnd, .streamEnd, .versionDirective, .tagDirective:
      false
    default: true
    }
  }
}
