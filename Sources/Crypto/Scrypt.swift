internal import CSodium

/// scrypt (RFC 7914) with blocks of 8 and no parallelism, as age uses it.
public enum Scrypt {
  /// Length of the keys in bytes.
  public static let keySize = 32

  private static let (blockSize, parallelism): (UInt32, UInt32) = (8, 1)

  /// Bytes of memory that a derivation takes while it runs: 128 * 8 * 2^`workFactor`.
  public static func memory(_ workFactor: Int) -> Int {
    128 * Int(blockSize) << workFactor
  }

  /// The key of a passphrase; nil where there is not enough memory, all of which is given back to
  /// the system before this returns.
  ///
  /// - Parameter workFactor: the binary logarithm of N, 1 to 30.
  public static func key(
    of passphrase: borrowing SecretBytes, salt: [UInt8], workFactor: Int
  ) -> SecretBytes? {
    precondition((1...30).contains(workFactor))
    Sodium.ready()
    let key = SecretBytes(count: keySize)
    let status = crypto_pwhash_scryptsalsa208sha256_ll(
      passphrase.pointer, passphrase.count, salt, salt.count, 1 << UInt64(workFactor), blockSize,
      parallelism, key.pointer, keySize)
    guard status == 0 else { return nil }
    return key
  }
}
