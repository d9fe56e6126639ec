internal import CSodium

/// SHA-512 (FIPS 180-4), fed piece by piece.
public struct SHA512: ~Copyable {
  private var state = crypto_hash_sha512_state()

  /// An empty message.
  public init() {
    Sodium.ready()
    crypto_hash_sha512_init(&state)
  }

  /// Appends `bytes` to the message.
  public mutating func update(_ bytes: [UInt8]) {
    crypto_hash_sha512_update(&state, bytes, UInt64(bytes.count))
  }

  /// The 64-byte digest of all that was fed; ends the message.
  public mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha512_BYTES))
    crypto_hash_sha512_final(&state, &digest)
    return digest
  }

  /// The 64-byte digest of one message.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA512()
    hash.update(bytes)
    return hash.finish()
  }
}
