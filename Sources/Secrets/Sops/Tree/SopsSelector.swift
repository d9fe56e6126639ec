/// Applies a rule item by item; what encloses an item, and the comments above it, count as part of it
/// (section 3).
struct SopsSelector {
  private let rule: SopsRule
  /// Whether something that encloses the items matches.
  private let above: Bool
  /// Whether a comment of the run directly above matches.
  private var run = false

  private let work: PatternWork

  /// - Parameter work: what is left for the file.
  init(_ rule: SopsRule, _ work: PatternWork) { self.init(rule, work, above: false) }

  private init(_ rule: SopsRule, _ work: PatternWork, above: Bool) {
    self.rule = rule
    self.work = work
    self.above = above
  }

  /// Whether a comment is encrypted; `text` as it stands in the file.
  mutating func isEncrypted(comment text: [UInt8]) throws(SecretsError) -> Bool {
    guard rule.isOfComments else { return rule.isInclusive == above }
    let before = run || above
    if !run { run = try rule.matches(text, work) }
    // The comment that asks for encryption is itself not encrypted.
    return rule.isInclusive ? before : !(run || above)
  }

  /// Whether a value is encrypted.
  ///
  /// - Parameter key: nil for an element of a list.
  func isEncrypted(_ key: [UInt8]?) throws(SecretsError) -> Bool {
    rule.isInclusive == (try matches(key))
  }

  /// For what stands in the value of a key, or in an element of a list.
  func below(_ key: [UInt8]?) throws(SecretsError) -> SopsSelector {
    SopsSelector(rule, work, above: try matches(key))
  }

  /// Leaves the comments behind: they belonged to the item that just ended.
  mutating func endItem() { run = false }

  private func matches(_ key: [UInt8]?) throws(SecretsError) -> Bool {
    if above || run { return true }
    guard let key, !rule.isOfComments else { return false }
    return try rule.matches(key, work)
  }
}
