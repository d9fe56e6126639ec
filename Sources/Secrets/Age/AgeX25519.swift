internal import Crypto

/// The X25519 recipient type (age specification, "The X25519 recipient type").
enum AgeX25519 {
  static let type = "X25519"
  private static let info = "age-encryption.org/v1/X25519"

  /// The stanza that lets the owner of `point` find `fileKey`.
  static func wrap(
    _ fileKey: borrowing SecretBytes, to point: [UInt8]
  ) throws(AgeError) -> AgeStanza {
    let ephemeral = SecretBytes.random(count: X25519.keySize)
    let share = X25519.publicKey(of: ephemeral)
    guard let shared = X25519.sharedSecret(of: ephemeral, with: point) else {
      throw .header("the recipient is a point of low order")
    }
    let key = HKDFSHA256.key(from: shared, salt: share + point, info: info)
    return AgeStanza(
      arguments: [Array(type.utf8), Base64.encode(share, .none)],
      body: AgeWrap.seal(fileKey, key: key))
  }

  /// The file key, or nil where the stanza is for somebody else; a malformed one throws.
  static func unwrap(
    _ stanza: AgeStanza, scalar: borrowing SecretBytes, point: [UInt8]
  ) throws(AgeError) -> SecretBytes? {
    guard stanza.arguments.count == 2, stanza.body.count == AgeWrap.size,
      let share = Base64.decode(stanza.arguments[1], .none), share.count == X25519.keySize
    else { throw .header("malformed X25519 stanza") }
    guard let shared = X25519.sharedSecret(of: scalar, with: share) else {
      throw .header("X25519 share of low order")
    }
    let key = HKDFSHA256.key(from: shared, salt: share + point, info: info)
    return AgeWrap.open(stanza.body, key: key)
  }
}
