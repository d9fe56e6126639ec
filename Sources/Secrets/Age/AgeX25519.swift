internal import Crypto

/// The X25519 recipient type (age specification, "The X25519 recipient type").
enum AgeX25519 {
  static let type = "X25519"
  private static let info = "age-encryption.org/v1/X25519"
  private static let zeroNonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)
  private static let bodySize = AgeFile.fileKeySize + ChaCha20Poly1305.tagSize

  /// The stanza that lets `recipient` find `fileKey`.
  static func wrap(
    _ fileKey: borrowing SecretBytes, to recipient: Recipient
  ) throws(AgeError) -> AgeStanza {
    let ephemeral = SecretBytes.random(count: X25519.keySize)
    let share = X25519.publicKey(of: ephemeral)
    guard let shared = X25519.sharedSecret(of: ephemeral, with: recipient.point) else {
      throw .header("the recipient is a point of low order")
    }
    let key = HKDFSHA256.key(from: shared, salt: share + recipient.point, info: info)
    let body = fileKey.withBytes { ChaCha20Poly1305.seal($0, key: key, nonce: zeroNonce) }
    return AgeStanza(arguments: [Array(type.utf8), Base64.encode(share, .none)], body: body)
  }

  /// The file key, or nil where the stanza is for somebody else; a malformed one throws.
  static func unwrap(
    _ stanza: AgeStanza, with identity: Identity
  ) throws(AgeError) -> SecretBytes? {
    guard stanza.arguments.count == 2, stanza.body.count == bodySize,
      let share = Base64.decode(stanza.arguments[1], .none), share.count == X25519.keySize
    else { throw .header("malformed X25519 stanza") }
    guard let shared = X25519.sharedSecret(of: identity.key, with: share) else {
      throw .header("X25519 share of low order")
    }
    let salt = share + identity.recipient.point
    let key = HKDFSHA256.key(from: shared, salt: salt, info: info)
    return ChaCha20Poly1305.open(stanza.body, key: key, nonce: zeroNonce)
  }
}
