internal import CSodium

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The 32-byte digest.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
  }
}
