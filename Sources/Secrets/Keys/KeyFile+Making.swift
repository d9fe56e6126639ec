internal import Crypto

extension KeyFile {
  /// A new X25519 identity as `age-keygen` writes it, with its recipient in a comment.
  ///
  /// - Parameter time: of its making, as it stands in the file.
  /// - Returns: the file, which the caller wipes, and the recipient.
  public static func generate(at time: String) -> (file: [UInt8], recipient: Recipient) {
    let key = SecretBytes.random(count: X25519.keySize)
    let recipient = Recipient(point: X25519.publicKey(of: key))
    var bytes = key.copy()
    var line = Bech32.encoded(prefix: Identity.prefix, bytes)
    defer {
      Wipe.bytes(&bytes)
      Wipe.bytes(&line)
    }
    let comments = "# created: \(time)\n# public key: \(recipient)\n"
    let upper = line.map { (97...122).contains($0) ? $0 - 32 : $0 }
    return (Array(comments.utf8) + upper + [10], recipient)
  }
}
