/// Applies a rule line by line; comments above a line count as part of it.
struct SopsSelector {
  let rule: SopsRule
  // Whether a comment of the run directly above matches.
  private var run = false

  init(_ rule: SopsRule) { self.rule = rule }

  /// Whether a comment is encrypted; `text` as it stands in the file.
  mutating func isEncrypted(comment text: [UInt8]) -> Bool {
    switch rule {
    case .unencryptedSuffix, .unencryptedPattern: return true
    case .encryptedSuffix, .encryptedPattern: return false
    case .unencryptedComment(let pattern):
      run = run || pattern.matches(text)
      return !run
    case .encryptedComment(let pattern):
      // The comment that asks for encryption is itself not encrypted.
      defer { run = run || pattern.matches(text) }
      return run
    }
  }

  /// Whether the value of `key` is encrypted.
  mutating func isEncrypted(key: [UInt8]) -> Bool {
    defer { run = false }
    switch rule {
    case .unencryptedSuffix(let suffix): return !key.reversed().starts(with: suffix.reversed())
    case .encryptedSuffix(let suffix): return key.reversed().starts(with: suffix.reversed())
    case .unencryptedPattern(let pattern): return !pattern.matches(key)
    case .encryptedPattern(let pattern): return pattern.matches(key)
    case .unencryptedComment: return !run
    case .encryptedComment: return run
    }
  }
}
