internal import CSodium

/// Authenticated encryption of RFC 8439 with 96-bit nonces, no associated data.
public enum ChaCha20Poly1305 {
  /// Key length in bytes.
  public static let keySize = 32
  /// Nonce length in bytes.
  public static let nonceSize = 12
  /// What a ciphertext is longer than its plaintext, in bytes.
  public static let tagSize = 16

  /// Ciphertext followed by its tag.
  public static func seal(
    _ plaintext: UnsafeBufferPointer<UInt8>, key: borrowing SecretBytes, nonce: [UInt8]
  ) -> [UInt8] {
    precondition(key.count == keySize && nonce.count == nonceSize)
    var sealed = [UInt8](repeating: 0, count: plaintext.count + tagSize)
    _ = crypto_aead_chacha20poly1305_ietf_encrypt(
      &sealed, nil, plaintext.baseAddress, UInt64(plaintext.count), nil, 0, nil, nonce,
      key.pointer)
    return sealed
  }

  /// Opens into memory for keys; nil where the tag does not fit key, nonce and ciphertext.
  public static func open(
    _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8]
  ) -> SecretBytes? {
    guard sealed.count >= tagSize else { return nil }
    var opened = SecretBytes(count: sealed.count - tagSize)
    let fits = opened.withMutableBytes { target in
      sealed.withUnsafeBufferPointer { open($0, into: target.baseAddress!, key: key, nonce: nonce) }
    }
    guard fits else { return nil }
    return opened
  }

  /// Opens into `target`, which has room for `sealed.count - tagSize` bytes; false where the tag
  /// does not fit (nothing is written then but zeros).
  public static func open(
    _ sealed: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>,
    key: borrowing SecretBytes, nonce: [UInt8]
  ) -> Bool {
    precondition(key.count == keySize && nonce.count == nonceSize)
    guard sealed.count >= tagSize, let start = sealed.baseAddress else { return false }
    return crypto_aead_chacha20poly1305_ietf_decrypt(
      target, nil, nil, start, UInt64(sealed.count), nil, 0, nonce, key.pointer) == 0
  }
}
