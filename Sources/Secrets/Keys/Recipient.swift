internal import Crypto

/// Whom a file is encrypted to: `age1...`, or `ssh-ed25519 AAAA...`.
public struct Recipient: Hashable, Sendable, CustomStringConvertible {
  private static let prefix = "age"

  private enum Kind: Hashable {
    case x25519(point: [UInt8])
    case ssh(SSHPublicKey)
  }

  private let kind: Kind

  /// An X25519 recipient.
  init(point: [UInt8]) { kind = .x25519(point: point) }

  init(ssh key: SSHPublicKey) { kind = .ssh(key) }

  /// Reads `age1...`, or `ssh-ed25519 AAAA...` with or without a comment, which is dropped.
  ///
  /// - Throws: `malformed`, or `unsupported` for recipients of another type.
  public init(_ text: String) throws(SecretsError) {
    if let kind = ForeignRecipient.kind(of: text) {
      throw SecretsError(
        .unsupported("\(kind) are not supported yet: use an age1... or ssh-ed25519 recipient"))
    }
    if text.hasPrefix(SSHPublicKey.type) {
      guard let key = SSHPublicKey(text) else {
        throw SecretsError(.malformed("not an ssh-ed25519 public key: mistyped or cut off"))
      }
      kind = .ssh(key)
    } else {
      kind = .x25519(point: try Self.point(text))
    }
  }

  private static func point(_ text: String) throws(SecretsError) -> [UInt8] {
    guard let (prefix, bytes) = Bech32.decode(Array(text.utf8)), prefix == Self.prefix,
      bytes.count == X25519.keySize, !text.utf8.contains(where: { (65...90).contains($0) })
    else {
      throw SecretsError(
        .malformed("not an age recipient: expected age1... in lower case, or ssh-ed25519 AAAA..."))
    }
    return bytes
  }

  /// The stanza in which this recipient finds `fileKey`.
  func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeStanza {
    switch kind {
    case .x25519(let point): try AgeX25519.wrap(fileKey, to: point)
    case .ssh(let key): try AgeSSHEd25519.wrap(fileKey, to: key)
    }
  }

  /// The file key, or nil where the stanza is for somebody else; a malformed one throws.
  ///
  /// - Parameter scalar: the private half.
  func unwrap(
    _ stanza: AgeStanza, scalar: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes? {
    switch kind {
    case .x25519(let point):
      guard stanza.type == AgeX25519.type else { return nil }
      return try AgeX25519.unwrap(stanza, scalar: scalar, point: point)
    case .ssh(let key):
      guard stanza.type == AgeSSHEd25519.type else { return nil }
      return try AgeSSHEd25519.unwrap(stanza, scalar: scalar, key)
    }
  }

  /// `age1...`, or `ssh-ed25519 AAAA...`.
  public var description: String {
    switch kind {
    case .x25519(let point): Bech32.encode(prefix: Self.prefix, point)
    case .ssh(let key): key.text
    }
  }
}

/// Recipients that are known and not supported.
private enum ForeignRecipient {
  private static let prefixes: [(prefix: String, kind: String)] = [
    ("age1pq1", "post-quantum recipients"), ("age1tagpq1", "tagged post-quantum recipients"),
    ("age1tag1", "tagged recipients"), ("ssh-rsa", "ssh-rsa recipients"),
    ("ecdsa-sha2-", "ecdsa recipients"), ("sk-ssh-", "recipients of ssh security keys"),
    ("sk-ecdsa-", "recipients of ssh security keys"),
  ]

  static func kind(of text: String) -> String? {
    if let known = prefixes.first(where: { text.hasPrefix($0.prefix) }) { return known.kind }
    guard text.hasPrefix("age1"), let (prefix, _) = Bech32.decode(Array(text.utf8)),
      prefix.hasPrefix("age1")
    else { return nil }
    return "age plugin recipients"
  }
}
