/// A key that may sign, and when (a line of ssh-keygen(1), ALLOWED SIGNERS).
public struct AllowedSigner: Equatable, Sendable {
  /// The line in the file, counted from 1.
  public let line: Int
  /// Who signs with the key: "ann@example.org", or patterns.
  public let principals: String
  let key: SSHKey
  let options: SignerOptions

  /// The name to ask `ssh-keygen` for; nil where the patterns exclude one another.
  var ownName: String? {
    PatternList(Array(principals.utf8)).ownName.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// What a line says beside the names and the key.
struct SignerOptions: Equatable, Sendable {
  /// Whether certificates of the key sign, and not the key itself.
  var isAuthority = false
  /// What signatures must be made for; nil for anything.
  var namespaces: PatternList?
  /// The first and the last second in which the key counts, since 1970-01-01T00:00:00Z.
  var validAfter: Int64?
  var validBefore: Int64?
}
