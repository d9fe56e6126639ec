internal import Crypto

/// The payload of an age file: chunks of 64 KiB, each sealed (age specification, "Payload").
enum AgePayload {
  private static let chunkSize = 64 * 1024
  private static let sealedSize = chunkSize + ChaCha20Poly1305.tagSize
  private static let nonceSize = 16

  /// Opens `payload` (nonce and chunks).
  static func open(
    _ payload: ArraySlice<UInt8>, fileKey: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes {
    guard payload.count >= nonceSize else { throw .header("no payload nonce") }
    let key = payloadKey(fileKey, Array(payload.prefix(nonceSize)))
    let sealed = payload.dropFirst(nonceSize)
    let chunks = (sealed.count + sealedSize - 1) / sealedSize
    let last = sealed.count - max(chunks - 1, 0) * sealedSize
    guard chunks > 0, last >= ChaCha20Poly1305.tagSize else { throw .payload("cut off") }
    guard chunks == 1 || last > ChaCha20Poly1305.tagSize else {
      throw .payload("empty last chunk")
    }
    var plaintext = SecretBytes(count: sealed.count - chunks * ChaCha20Poly1305.tagSize)
    var whole = true
    plaintext.withMutableBytes { target in
      sealed.withUnsafeBufferPointer { source in
        for chunk in 0..<chunks where whole {
          let start = chunk * sealedSize
          whole = ChaCha20Poly1305.open(
            UnsafeBufferPointer(rebasing: source[start..<min(start + sealedSize, source.count)]),
            into: target.baseAddress! + chunk * chunkSize, key: key,
            nonce: nonce(chunk, isLast: chunk == chunks - 1))
        }
      }
    }
    guard whole else { throw .payload("changed or cut off") }
    return plaintext
  }

  /// Nonce and sealed chunks of `plaintext`.
  static func seal(
    _ plaintext: UnsafeBufferPointer<UInt8>, fileKey: borrowing SecretBytes
  ) -> [UInt8] {
    var payload = Random.bytes(count: nonceSize)
    let key = payloadKey(fileKey, payload)
    let chunks = max(1, (plaintext.count + chunkSize - 1) / chunkSize)
    for chunk in 0..<chunks {
      let range = chunk * chunkSize..<min((chunk + 1) * chunkSize, plaintext.count)
      payload += ChaCha20Poly1305.seal(
        UnsafeBufferPointer(rebasing: plaintext[range]), key: key,
        nonce: nonce(chunk, isLast: chunk == chunks - 1))
    }
    return payload
  }

  private static func payloadKey(
    _ fileKey: borrowing SecretBytes, _ nonce: [UInt8]
  ) -> SecretBytes {
    HKDFSHA256.key(from: fileKey, salt: nonce, info: "payload")
  }

  /// Eleven bytes of counter, then whether the chunk is the last one.
  private static func nonce(_ chunk: Int, isLast: Bool) -> [UInt8] {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: chunk >> (56 - 8 * $0)) }
    return [0, 0, 0] + counter + [isLast ? 1 : 0]
  }
}
