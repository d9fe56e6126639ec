internal import CSodium

/// Ed25519 (RFC 8032): checking signatures, and what its keys need to agree on secrets over X25519.
public enum Ed25519 {
  /// Length of seeds and public keys in bytes.
  public static let keySize = 32
  /// Length of signatures in bytes.
  public static let signatureSize = 64

  /// The public key of a seed, the private half as it is stored.
  public static func publicKey(of seed: borrowing SecretBytes) -> [UInt8] {
    precondition(seed.count == keySize)
    Sodium.ready()
    var key = [UInt8](repeating: 0, count: keySize)
    let pair = SecretBytes(count: Int(crypto_sign_SECRETKEYBYTES))
    crypto_sign_seed_keypair(&key, pair.pointer, seed.pointer)
    return key
  }

  /// The scalar of a seed (RFC 8032, section 5.1.5); X25519 itself clears and sets its outer bits.
  public static func scalar(of seed: borrowing SecretBytes) -> SecretBytes {
    precondition(seed.count == keySize)
    Sodium.ready()
    let digest = SecretBytes(count: Int(crypto_hash_sha512_BYTES))
    crypto_hash_sha512(digest.pointer, seed.pointer, UInt64(seed.count))
    let scalar = SecretBytes(count: X25519.keySize)
    scalar.pointer.update(from: digest.pointer, count: X25519.keySize)
    return scalar
  }

  /// The same point on Curve25519; nil where the key is no point of the prime order group.
  public static func point(of publicKey: [UInt8]) -> [UInt8]? {
    guard publicKey.count == keySize else { return nil }
    Sodium.ready()
    var point = [UInt8](repeating: 0, count: X25519.keySize)
    return crypto_sign_ed25519_pk_to_curve25519(&point, publicKey) == 0 ? point : nil
  }

  /// Whether the owner of the key signed the message. Keys and commitments of small order, with
  /// which one signature fits many messages, and numbers not in their shortest form are refused.
  public static func verify(
    _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard signature.count == signatureSize, publicKey.count == keySize else { return false }
    Sodium.ready()
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}
