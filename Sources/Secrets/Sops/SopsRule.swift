/// Which lines of a file are encrypted (section 3).
enum SopsRule {
  case unencryptedSuffix([UInt8])
  case encryptedSuffix([UInt8])
  case unencryptedPattern(Pattern)
  case encryptedPattern(Pattern)
  case unencryptedComment(Pattern)
  case encryptedComment(Pattern)

  /// What sops writes when nothing was configured.
  static let defaultSuffix = "_unencrypted"

  private static let names = [
    "unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex",
    "unencrypted_comment_regex", "encrypted_comment_regex",
  ]

  /// The one rule in the metadata, or the default.
  init(_ root: SopsNode) throws(SecretsError) {
    var given: [(name: String, text: [UInt8])] = []
    for name in Self.names {
      let text = try SopsMetadata.bytes(root, name)
      if !text.isEmpty { given.append((name, text)) }
    }
    guard given.count <= 1 else {
      let both = given.map { "sops_\($0.name)" }.joined(separator: " and ")
      throw SopsMetadata.malformed("more than one rule: \(both)", root.fields[given[1].name]?.line)
    }
    guard let (name, text) = given.first else {
      self = .unencryptedSuffix(Array(Self.defaultSuffix.utf8))
      return
    }
    do throws(PatternError) {
      try self.init(name, text)
    } catch {
      throw SecretsError(
        .unsupported("sops_\(name): \(error.reason)"), line: root.fields[name]?.line)
    }
  }

  private init(_ name: String, _ text: [UInt8]) throws(PatternError) {
    switch name {
    case "unencrypted_suffix": self = .unencryptedSuffix(text)
    case "encrypted_suffix": self = .encryptedSuffix(text)
    case "unencrypted_regex": self = .unencryptedPattern(try Pattern(text))
    case "encrypted_regex": self = .encryptedPattern(try Pattern(text))
    case "unencrypted_comment_regex": self = .unencryptedComment(try Pattern(text))
    default: self = .encryptedComment(try Pattern(text))
    }
  }
}
