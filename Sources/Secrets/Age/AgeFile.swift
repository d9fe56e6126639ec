internal import Crypto

/// age files, version 1, for X25519 identities.
enum AgeFile {
  static let fileKeySize = 16

  /// Opens a file with the first identity that fits a stanza.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - armored: whether it is in the textual form.
  static func decrypt(
    _ file: [UInt8], armored: Bool, with identities: [Identity]
  ) throws(AgeError) -> SecretBytes {
    let file = armored ? try AgeArmor.decode(file) : file
    let header = try AgeHeader(file)
    let fileKey = try fileKey(of: header, identities)
    guard header.isAuthentic(fileKey) else { throw .hmac }
    return try AgePayload.open(file[header.size...], fileKey: fileKey)
  }

  /// Writes an armored file.
  static func encrypt(
    _ plaintext: borrowing SecretBytes, to recipients: [Recipient]
  ) throws(AgeError) -> [UInt8] {
    let fileKey = SecretBytes.random(count: fileKeySize)
    var stanzas: [AgeStanza] = []
    for recipient in recipients {
      stanzas.append(try AgeX25519.wrap(fileKey, to: recipient))
    }
    let header = AgeHeader.encode(stanzas, fileKey: fileKey)
    let payload = plaintext.withBytes { AgePayload.seal($0, fileKey: fileKey) }
    return AgeArmor.encode(header + payload)
  }

  private static func fileKey(
    of header: AgeHeader, _ identities: [Identity]
  ) throws(AgeError) -> SecretBytes {
    try checkScrypt(header)
    for identity in identities {
      for stanza in header.stanzas where stanza.type == AgeX25519.type {
        if let key = try AgeX25519.unwrap(stanza, with: identity) { return key }
      }
    }
    throw .noMatch
  }

  /// A passphrase stanza must be alone, or the file would be authenticated by a shared secret.
  private static func checkScrypt(_ header: AgeHeader) throws(AgeError) {
    guard header.stanzas.contains(where: { $0.type == "scrypt" }) else { return }
    guard header.stanzas.count == 1 else { throw .header("a scrypt stanza that is not alone") }
    throw .unsupported("encrypted with a passphrase")
  }
}
