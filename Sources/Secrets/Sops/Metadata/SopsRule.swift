/// Which values of a file are encrypted (section 3).
public struct SopsRule: Sendable {
  enum Kind: String, CaseIterable {
    case unencryptedSuffix = "unencrypted_suffix"
    case encryptedSuffix = "encrypted_suffix"
    case unencryptedPattern = "unencrypted_regex"
    case encryptedPattern = "encrypted_regex"
    case unencryptedComment = "unencrypted_comment_regex"
    case encryptedComment = "encrypted_comment_regex"
  }

  /// What decides about a key or a comment.
  enum Test {
    case suffix([UInt8])
    case pattern(Pattern)
  }

  let kind: Kind
  let test: Test
  /// As it stands in the metadata.
  let text: [UInt8]

  /// What sops does when nothing was configured: all but keys that end in `_unencrypted`.
  public static let standard = SopsRule(suffix: "_unencrypted")

  private init(suffix: String) {
    kind = .unencryptedSuffix
    text = Array(suffix.utf8)
    test = .suffix(text)
  }

  /// The names of all kinds of rules, in metadata and in `.sops.yaml`.
  public static var names: [String] { Kind.allCases.map(\.rawValue) }

  /// The name of its kind.
  public var name: String { kind.rawValue }

  /// Reads a rule.
  ///
  /// - Parameter name: one of ``names``.
  /// - Throws: `unsupported` where the text is no regular expression that can be run in bounded time.
  public init(_ name: String, _ text: [UInt8]) throws(SecretsError) {
    guard let kind = Kind(rawValue: name) else {
      throw SecretsError(.malformed("\(name) is no rule of sops"))
    }
    do throws(PatternError) {
      try self.init(kind, text)
    } catch {
      throw SecretsError(.unsupported("\(name): \(error.reason)"))
    }
  }

  private init(_ kind: Kind, _ text: [UInt8]) throws(PatternError) {
    self.kind = kind
    self.text = text
    switch kind {
    case .unencryptedSuffix, .encryptedSuffix: test = .suffix(text)
    default: test = .pattern(try Pattern(text))
    }
  }

  /// The one rule in the metadata, or the default.
  init(_ fields: MetadataFields) throws(SecretsError) {
    var given: [(kind: Kind, text: [UInt8])] = []
    for kind in Kind.allCases {
      let text = try fields.bytes(kind.rawValue)
      if !text.isEmpty { given.append((kind, text)) }
    }
    guard given.count <= 1 else {
      let both = given.map { fields.prefix + $0.kind.rawValue }.joined(separator: " and ")
      throw fields.malformed(
        "more than one rule: \(both)", fields.line(given[1].kind.rawValue))
    }
    guard let (kind, text) = given.first else {
      self = .standard
      return
    }
    do throws(PatternError) {
      try self.init(kind, text)
    } catch {
      throw SecretsError(
        .unsupported("\(fields.prefix)\(kind.rawValue): \(error.reason)"),
        line: fields.line(kind.rawValue))
    }
  }

  /// Whether what matches is encrypted, and not what does not.
  var isInclusive: Bool {
    switch kind {
    case .encryptedSuffix, .encryptedPattern, .encryptedComment: true
    case .unencryptedSuffix, .unencryptedPattern, .unencryptedComment: false
    }
  }

  /// Whether it looks at comments, and not at keys.
  var isOfComments: Bool { kind == .unencryptedComment || kind == .encryptedComment }

  /// Whether a key, or a comment, matches.
  ///
  /// - Parameter work: what is left for a file.
  /// - Throws: `unsupported` where it takes too long.
  func matches(_ text: [UInt8], _ work: PatternWork) throws(SecretsError) -> Bool {
    switch test {
    case .suffix(let suffix):
      return !suffix.isEmpty && text.count >= suffix.count
        && text.suffix(suffix.count).elementsEqual(suffix)
    case .pattern(let pattern):
      do throws(PatternError) {
        return try pattern.matches(text, work)
      } catch {
        let what = isOfComments ? "a comment" : "the key \(ByteText.printable(text))"
        throw SecretsError(
          .unsupported("the rule \(name) \(error.reason) on \(what): make it simpler"))
      }
    }
  }
}
