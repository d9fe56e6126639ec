internal import CSodium

/// Diffie-Hellman on Curve25519 (RFC 7748).
public enum X25519 {
  /// Length of scalars and points in bytes.
  public static let keySize = 32

  /// The public point of `secret` (32 bytes).
  public static func publicKey(of secret: borrowing SecretBytes) -> [UInt8] {
    precondition(secret.count == keySize)
    var point = [UInt8](repeating: 0, count: keySize)
    _ = crypto_scalarmult_base(&point, secret.pointer)
    return point
  }

  /// The shared secret, or nil where the point is of low order (an all-zero secret) or no point.
  public static func sharedSecret(
    of secret: borrowing SecretBytes, with point: [UInt8]
  ) -> SecretBytes? {
    point.count == keySize ? multiply(secret, point) : nil
  }

  /// The same for a point that is itself a secret.
  public static func sharedSecret(
    of secret: borrowing SecretBytes, with point: borrowing SecretBytes
  ) -> SecretBytes? {
    point.count == keySize ? multiply(secret, point.pointer) : nil
  }

  private static func multiply(
    _ secret: borrowing SecretBytes, _ point: UnsafePointer<UInt8>
  ) -> SecretBytes? {
    guard secret.count == keySize else { return nil }
    let shared = SecretBytes(count: keySize)
    guard crypto_scalarmult(shared.pointer, secret.pointer, point) == 0 else { return nil }
    guard !shared.isZero() else { return nil }
    return shared
  }
}
