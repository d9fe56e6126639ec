internal import CSodium

/// HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
  /// Length of an authentication code in bytes.
  public static let size = 32

  /// The code of `message` under a key of any length.
  public static func code(
    of message: [UInt8], key: borrowing SecretBytes
  ) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: size)
    code(of: message, key: key.pointer, keyCount: key.count, into: &result)
    return result
  }

  static func code(
    of message: [UInt8], key: UnsafePointer<UInt8>, keyCount: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    Sodium.ready()
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, keyCount)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    crypto_auth_hmacsha256_final(&state, target)
    sodium_memzero(&state, MemoryLayout.size(ofValue: state))
  }
}
