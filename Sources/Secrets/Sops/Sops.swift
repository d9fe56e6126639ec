/// SOPS files, whole: what hosts need.
public enum Sops {
  /// What `sops -d` prints, byte for byte.
  ///
  /// - Parameters:
  ///   - file: the encrypted file.
  ///   - identities: tried in order on each recipient.
  /// - Throws: see ``SopsFile/open(with:)``.
  public static func decrypt(
    _ file: [UInt8], as format: SopsFormat, with identities: [Identity]
  ) throws(SecretsError) -> [UInt8] {
    let file = try SopsFile(file, as: format)
    let key = try SopsDataKey.open(file.metadata, with: identities)
    var opening = SopsOpening(vectors: nil)
    return try format.write(plaintext: try opening.open(file, key))
  }

  /// An encrypted file that sops reads too.
  ///
  /// - Parameters:
  ///   - plaintext: a file of the format.
  ///   - terms: whom it is for, and which values are encrypted.
  ///   - seconds: the time of encryption, in seconds since 1970.
  /// - Throws: `malformed` for what does not parse, and for keys that metadata has.
  public static func encrypt(
    _ plaintext: [UInt8], as format: SopsFormat, _ terms: SopsTerms, at seconds: Int64
  ) throws(SecretsError) -> [UInt8] {
    try OpenSopsFile(plaintext, as: format, terms).encrypt(at: seconds)
  }
}

/// On what terms a new file is encrypted.
public struct SopsTerms: Sendable {
  /// Key groups, see ``OpenSopsFile/share(with:threshold:)``.
  public var groups: [[Recipient]]
  public var threshold: Int
  public var rule: SopsRule
  /// Whether values that are not encrypted may be changed without a key.
  public var macOnlyEncrypted: Bool

  public init(
    groups: [[Recipient]], threshold: Int = 0, rule: SopsRule = .standard,
    macOnlyEncrypted: Bool = false
  ) {
    self.groups = groups
    self.threshold = threshold
    self.rule = rule
    self.macOnlyEncrypted = macOnlyEncrypted
  }

  /// The metadata of a new file.
  func metadata(for format: SopsFormat) -> SopsMetadata {
    // sops gives files of a single value no rule
    SopsMetadata(
      rule: format == .binary ? nil : rule, macOnlyEncrypted: macOnlyEncrypted)
  }
}
