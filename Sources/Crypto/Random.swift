internal import CSodium

/// The system's random generator.
public enum Random {
  /// `count` random bytes that are no secret (nonces, initialisation vectors).
  public static func bytes(count: Int) -> [UInt8] {
    Sodium.ready()
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }
}
