internal import Crypto

/// How every recipient type seals the file key: ChaCha20-Poly1305 with a nonce of zeros, since no
/// wrapping key is used twice.
enum AgeWrap {
  /// Length of a sealed file key in bytes.
  static let size = AgeFile.fileKeySize + ChaCha20Poly1305.tagSize

  private static let nonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)

  static func seal(
    _ fileKey: borrowing SecretBytes, key: borrowing SecretBytes
  ) -> [UInt8] {
    fileKey.withBytes { ChaCha20Poly1305.seal($0, key: key, nonce: nonce) }
  }

  /// The file key, or nil where it was sealed with another key.
  static func open(_ body: [UInt8], key: borrowing SecretBytes) -> SecretBytes? {
    ChaCha20Poly1305.open(body, key: key, nonce: nonce)
  }
}
