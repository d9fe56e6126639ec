internal import Crypto

/// The ssh-ed25519 recipient type, as age does it: Diffie-Hellman on Curve25519 with the same key
/// pair, tweaked by the public key, so that it is no use for anything else.
enum AgeSSHEd25519 {
  static let type = "ssh-ed25519"
  private static let info = "age-encryption.org/v1/ssh-ed25519"
  private static let tagSize = 4

  /// The stanza that lets the owner of `publicKey` find `fileKey`.
  static func wrap(
    _ fileKey: borrowing SecretBytes, to publicKey: SSHPublicKey
  ) throws(AgeError) -> AgeStanza {
    let ephemeral = SecretBytes.random(count: X25519.keySize)
    let share = X25519.publicKey(of: ephemeral)
    guard let key = wrappingKey(ephemeral, with: publicKey.point, share, publicKey) else {
      throw .header("the recipient is a point of low order")
    }
    let arguments = [Array(type.utf8), tag(of: publicKey), Base64.encode(share, .none)]
    return AgeStanza(arguments: arguments, body: AgeWrap.seal(fileKey, key: key))
  }

  /// The file key, or nil where the stanza names another key; one that names this key and does not
  /// open is damaged and throws, as a malformed one does.
  static func unwrap(
    _ stanza: AgeStanza, scalar: borrowing SecretBytes, _ publicKey: SSHPublicKey
  ) throws(AgeError) -> SecretBytes? {
    guard stanza.arguments.count == 3, stanza.body.count == AgeWrap.size,
      Base64.decode(stanza.arguments[1], .none)?.count == tagSize,
      let share = Base64.decode(stanza.arguments[2], .none), share.count == X25519.keySize
    else { throw .header("malformed ssh-ed25519 stanza") }
    guard stanza.arguments[1] == tag(of: publicKey) else { return nil }
    guard let key = wrappingKey(scalar, with: share, share, publicKey) else {
      throw .header("ssh-ed25519 share of low order")
    }
    guard let fileKey = AgeWrap.open(stanza.body, key: key) else {
      throw .header("an ssh-ed25519 stanza that names this key and does not open")
    }
    return fileKey
  }

  private static func tag(of publicKey: SSHPublicKey) -> [UInt8] {
    Base64.encode(Array(SHA256.digest(publicKey.wire).prefix(tagSize)), .none)
  }

  private static func wrappingKey(
    _ scalar: borrowing SecretBytes, with point: [UInt8], _ share: [UInt8],
    _ publicKey: SSHPublicKey
  ) -> SecretBytes? {
    guard let shared = X25519.sharedSecret(of: scalar, with: point) else { return nil }
    let tweak = HKDFSHA256.key(from: SecretBytes(count: 0), salt: publicKey.wire, info: info)
    guard let tweaked = X25519.sharedSecret(of: tweak, with: shared) else { return nil }
    return HKDFSHA256.key(from: tweaked, salt: share + publicKey.point, info: info)
  }
}
