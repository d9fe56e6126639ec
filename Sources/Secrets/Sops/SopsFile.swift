internal import Crypto

/// An encrypted SOPS file, read but not opened.
///
/// SOPS hides values; it does not prove who wrote them. Keys, comments and empty values are not
/// authenticated, and anybody who knows a recipient can write a valid file.
public struct SopsFile {
  public let format: SopsFormat
  /// The documents, their values encrypted.
  var tree: SopsTree
  var metadata: SopsMetadata

  init(_ format: SopsFormat, _ tree: SopsTree, _ metadata: SopsMetadata) {
    self.format = format
    self.tree = tree
    self.metadata = metadata
  }

  /// Bytes of an encrypted file at most.
  public static let limit = 48 << 20

  /// Reads a file.
  ///
  /// - Throws: `notEncrypted`, `metadataMissing`, `malformed`, `unsupported` or `mergeConflict`, with
  ///   the line where there is one.
  public init(_ bytes: [UInt8], as format: SopsFormat) throws(SecretsError) {
    guard bytes.count <= Self.limit else {
      throw SecretsError(
        .unsupported("larger than 48 MiB, too large for a secret: keep it elsewhere, or split it"))
    }
    do throws(SecretsError) {
      let (tree, metadata) = try format.read(encrypted: bytes)
      self.init(
        format, tree,
        try SopsMetadata(metadata.items, prefix: format.metadataPrefix, line: metadata.line))
    } catch {
      try format.refuseConflict(in: bytes)
      throw error
    }
    try checkRule()
  }

  /// A rule that takes too long is told of without a key, and by all who read the file.
  private func checkRule() throws(SecretsError) {
    guard case .pattern = metadata.rule.test else { return }
    var tree = tree
    try SopsWalk.each(&tree, metadata.rule) { (_, _) throws(SecretsError) in }
  }

  /// Whom the file is encrypted to, one list for each key group; kinds of keys that converge does
  /// not open stand there in words.
  public var recipients: [[String]] { metadata.groups.map(\.recipients) }

  /// How many key groups are needed to open the file; 0 or 1 where one is.
  public var threshold: Int { metadata.threshold }

  /// Which values are encrypted.
  public var rule: SopsRule { metadata.rule }

  /// Decrypts every value and checks that none was changed.
  ///
  /// - Parameter identities: tried in order on each recipient.
  /// - Throws: every failure sops reports, and also text behind a value's closing bracket, values
  ///   of type `bytes` or `comment`, and rules that are no valid regular expression.
  public func open(with identities: [Identity]) throws(SecretsError) -> OpenSopsFile {
    let key = try SopsDataKey.open(metadata, with: identities)
    return try OpenSopsFile(self, key: key)
  }

  /// The file as sops writes it, its values as they are.
  public func bytes() throws(SecretsError) -> [UInt8] {
    try format.write(encrypted: tree, metadata.sorted)
  }
}
