internal import Crypto

/// age files, version 1, for X25519 and ssh-ed25519 identities, and for passphrases.
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
    return try open(file, header, try fileKey(of: header, identities))
  }

  /// Opens a file that is encrypted with a passphrase.
  ///
  /// - Parameter passphrase: asked once all that can be checked without it is in order.
  /// - Throws: `noMatch` for a wrong passphrase, or a file that takes none; `noPassphrase` where
  ///   none was given.
  static func decrypt(
    _ file: [UInt8], armored: Bool, passphrase: () -> SecretBytes?
  ) throws(AgeError) -> SecretBytes {
    let file = armored ? try AgeArmor.decode(file) : file
    let header = try AgeHeader(file)
    guard let stanza = try AgeScrypt(header) else { throw .noMatch }
    guard let passphrase = passphrase() else { throw .noPassphrase }
    guard let fileKey = try stanza.unwrap(passphrase) else { throw .noMatch }
    return try open(file, header, fileKey)
  }

  private static func open(
    _ file: [UInt8], _ header: AgeHeader, _ fileKey: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes {
    guard header.isAuthentic(fileKey) else { throw .hmac }
    return try AgePayload.open(file[header.size...], fileKey: fileKey)
  }

  /// Writes an armored file.
  static func encrypt(
    _ plaintext: borrowing SecretBytes, to recipients: [Recipient]
  ) throws(AgeError) -> [UInt8] {
    let fileKey = SecretBytes.random(count: fileKeySize)
    var stanzas: [AgeStanza] = []
    for recipient in recipients { stanzas.append(try recipient.wrap(fileKey)) }
    return seal(plaintext, stanzas, fileKey)
  }

  /// Writes an armored file that a passphrase opens.
  ///
  /// - Parameter workFactor: see ``AgeScrypt/maxWorkFactor``.
  static func encrypt(
    _ plaintext: borrowing SecretBytes, passphrase: borrowing SecretBytes, workFactor: Int
  ) throws(AgeError) -> [UInt8] {
    let fileKey = SecretBytes.random(count: fileKeySize)
    let stanza = try AgeScrypt.wrap(fileKey, with: passphrase, workFactor: workFactor)
    return seal(plaintext, [stanza], fileKey)
  }

  private static func seal(
    _ plaintext: borrowing SecretBytes, _ stanzas: [AgeStanza], _ fileKey: borrowing SecretBytes
  ) -> [UInt8] {
    let header = AgeHeader.encode(stanzas, fileKey: fileKey)
    let payload = plaintext.withBytes { AgePayload.seal($0, fileKey: fileKey) }
    return AgeArmor.encode(header + payload)
  }

  private static func fileKey(
    of header: AgeHeader, _ identities: [Identity]
  ) throws(AgeError) -> SecretBytes {
    if try AgeScrypt(header) != nil { throw .unsupported("encrypted with a passphrase") }
    for identity in identities {
      for stanza in header.stanzas {
        if let key = try identity.unwrap(stanza) { return key }
      }
    }
    if let reason = AgeForeign.reason(header) { throw .unsupported(reason) }
    throw .noMatch
  }
}
