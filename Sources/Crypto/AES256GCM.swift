internal import CCrypto
internal import CSodium

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) with initialisation vectors of any length
/// from 1 to 128 bytes, by libcrypto: libsodium knows 12 bytes only.
public enum AES256GCM {
  /// Key length in bytes.
  public static let keySize = 32
  /// Tag length in bytes.
  public static let tagSize = 16

  private static let vectorSizes = 1...128

  /// Ciphertext and tag of `plaintext`.
  public static func seal(
    _ plaintext: [UInt8], key: borrowing SecretBytes, vector: [UInt8], additional: [UInt8]
  ) -> (ciphertext: [UInt8], tag: [UInt8]) {
    precondition(key.count == keySize && vectorSizes.contains(vector.count))
    let context = Context()
    var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
    var tag = [UInt8](repeating: 0, count: tagSize)
    let done =
      context.start(encrypting: true, key: key, vector: vector)
      && context.update(nil, additional) && context.update(&ciphertext, plaintext)
      && context.finish() && context.control(EVP_CTRL_AEAD_GET_TAG, &tag)
    precondition(done, "libcrypto offers no AES-256-GCM")
    return (ciphertext, tag)
  }

  /// The plaintext, or nil where tag, key, vector, additional data and ciphertext do not belong
  /// together or the vector is of an impossible length.
  public static func open(
    _ ciphertext: [UInt8], tag: [UInt8], key: borrowing SecretBytes, vector: [UInt8],
    additional: [UInt8]
  ) -> [UInt8]? {
    guard key.count == keySize, tag.count == tagSize, vectorSizes.contains(vector.count) else {
      return nil
    }
    let context = Context()
    var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
    var expected = tag
    let opened =
      context.start(encrypting: false, key: key, vector: vector)
      && context.update(nil, additional) && context.update(&plaintext, ciphertext)
      && context.control(EVP_CTRL_AEAD_SET_TAG, &expected) && context.finish()
    guard opened else {
      Wipe.bytes(&plaintext)
      return nil
    }
    return plaintext
  }
}

/// One operation of libcrypto's EVP interface.
private struct Context: ~Copyable {
  private let pointer: OpaquePointer

  init() {
    guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("no memory for AES") }
    pointer = context
  }

  deinit { EVP_CIPHER_CTX_free(pointer) }

  func start(encrypting: Bool, key: borrowing SecretBytes, vector: [UInt8]) -> Bool {
    let mode: Int32 = encrypting ? 1 : 0
    // The length of the vector must stand before the vector itself is given.
    return EVP_CipherInit_ex(pointer, EVP_aes_256_gcm(), nil, nil, nil, mode) == 1
      && EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_IVLEN, Int32(vector.count), nil) == 1
      && EVP_CipherInit_ex(pointer, nil, nil, key.pointer, vector, mode) == 1
  }

  func update(_ target: UnsafeMutablePointer<UInt8>?, _ input: [UInt8]) -> Bool {
    guard !input.isEmpty else { return true }
    guard input.count <= Int(Int32.max) else { return false }
    var written: Int32 = 0
    return EVP_CipherUpdate(pointer, target, &written, input, Int32(input.count)) == 1
  }

  func finish() -> Bool {
    var written: Int32 = 0
    var rest = [UInt8](repeating: 0, count: AES256GCM.tagSize)
    return EVP_CipherFinal_ex(pointer, &rest, &written) == 1
  }

  func control(_ command: Int32, _ tag: UnsafeMutablePointer<UInt8>) -> Bool {
    EVP_CIPHER_CTX_ctrl(pointer, command, Int32(AES256GCM.tagSize), tag) == 1
  }
}
