/// Something about a repository's secrets that is not as it should be.
public struct Finding: Equatable, Sendable {
  /// What is looked for; the name stands behind each message.
  public enum Rule: String, Sendable, CaseIterable {
    case plaintext, format, conflict, mac, declaration, missing, undefined, unused, decrypted
    case history
    case hostKey = "host-key"
    case cannotOpen = "cannot-open"
    case mayOpen = "may-open"
    case composeChanges = "compose-changes"
    case encryptedValue = "encrypted-value"
    case publishedKey = "published-key"
    case unknownReader = "unknown-reader"
  }

  public enum Severity: String, Sendable {
    case error, warning
    /// Nothing is wrong, but somebody should know.
    case note
  }

  /// In the repository.
  public var file: String
  /// From 1, where it is about one.
  public var line: Int?
  public var severity = Severity.error
  public var rule: Rule
  /// The key whose value it is about; never the value.
  public var key: String?
  public var host: String?
  public var stack: String?
  /// The commit it was found in, where that is not the one that is looked at.
  public var commit: String?
  /// What is wrong and what to do, in lower case.
  public var message: String

  init(_ rule: Rule, _ file: String, line: Int? = nil, _ message: String) {
    (self.rule, self.file, self.line, self.message) = (rule, file, line, message)
  }

  /// The same about a key, a host or a stack.
  func about(
    key: String? = nil, host: String? = nil, stack: String? = nil, commit: String? = nil
  ) -> Finding {
    var result = self
    result.key = key ?? self.key
    result.host = host ?? self.host
    result.stack = stack ?? self.stack
    result.commit = commit ?? self.commit
    return result
  }

  /// The same for what is about to be committed: what is mended has to be added once more.
  var toBeAdded: Finding {
    guard commit == nil else { return self }
    var result = self
    switch rule {
    case .plaintext, .conflict, .mac, .hostKey, .cannotOpen, .mayOpen, .publishedKey:
      result.message += "; then git add \(file)"
    default: break
    }
    return result
  }

  /// The same as a warning.
  var warning: Finding { with(.warning) }

  /// The same as a note.
  var note: Finding { with(.note) }

  private func with(_ severity: Severity) -> Finding {
    var result = self
    result.severity = severity
    return result
  }
}

extension Finding: CustomStringConvertible {
  /// `file:line: error: message [rule]`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(severity.rawValue): \(message) [\(rule.rawValue)]"
  }
}

extension Finding: Comparable {
  /// By place, then by what it is about: the same repository always gives the same list.
  public static func < (left: Finding, right: Finding) -> Bool {
    if left.file != right.file {
      return left.file.utf8.lexicographicallyPrecedes(right.file.utf8)
    }
    return (left.line ?? 0, left.rule.rawValue, left.key ?? "", left.host ?? "", left.message)
      < (right.line ?? 0, right.rule.rawValue, right.key ?? "", right.host ?? "", right.message)
  }
}

extension Finding: Encodable {
  private enum Key: String, CodingKey {
    case file, line, severity, rule, key, host, stack, commit, message
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(file, forKey: .file)
    try fields.encodeIfPresent(line, forKey: .line)
    try fields.encode(severity.rawValue, forKey: .severity)
    try fields.encode(rule.rawValue, forKey: .rule)
    try fields.encodeIfPresent(key, forKey: .key)
    try fields.encodeIfPresent(host, forKey: .host)
    try fields.encodeIfPresent(stack, forKey: .stack)
    try fields.encodeIfPresent(commit, forKey: .commit)
    try fields.encode(message, forKey: .message)
  }
}
