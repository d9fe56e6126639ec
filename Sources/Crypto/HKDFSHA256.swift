internal import CSodium

/// HKDF with SHA-256 (RFC 5869), one block: every key here is 32 bytes.
public enum HKDFSHA256 {
  /// The first 32 bytes of the expansion.
  ///
  /// - Parameters:
  ///   - secret: the input keying material.
  ///   - salt: may be empty.
  ///   - info: what the key is for.
  public static func key(
    from secret: borrowing SecretBytes, salt: [UInt8], info: String
  ) -> SecretBytes {
    let extracted = SecretBytes(count: HMACSHA256.size)
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, salt, salt.count)
    crypto_auth_hmacsha256_update(&state, secret.pointer, UInt64(secret.count))
    crypto_auth_hmacsha256_final(&state, extracted.pointer)
    sodium_memzero(&state, MemoryLayout.size(ofValue: state))

    let key = SecretBytes(count: HMACSHA256.size)
    HMACSHA256.code(
      of: Array(info.utf8) + [1], key: extracted.pointer, keyCount: extracted.count,
      into: key.pointer)
    return key
  }
}
