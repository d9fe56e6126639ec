internal import Crypto

/// A passphrase's stanza (age specification, "The scrypt recipient type").
struct AgeScrypt {
  static let type = "scrypt"
  /// The greatest work factor that is taken: 1 GiB of memory, and some seconds. age itself takes
  /// up to 22 (4 GiB), and writes 18.
  static let maxWorkFactor = 20

  private static let label = Array("age-encryption.org/v1/scrypt".utf8)
  private static let saltSize = 16

  private let body: [UInt8]
  private let salt: [UInt8]
  private let workFactor: Int

  /// The passphrase's stanza of a header, nil where there is none.
  ///
  /// - Throws: `header` where it is malformed, asks for too much, or is not alone: the file would
  ///   be authenticated by a secret that others know.
  init?(_ header: AgeHeader) throws(AgeError) {
    guard let stanza = header.stanzas.first(where: { $0.type == Self.type }) else { return nil }
    guard header.stanzas.count == 1 else { throw .header("a scrypt stanza that is not alone") }
    guard stanza.arguments.count == 3, stanza.body.count == AgeWrap.size,
      let salt = Base64.decode(stanza.arguments[1], .none), salt.count == Self.saltSize
    else { throw .header("malformed scrypt stanza") }
    body = stanza.body
    self.salt = salt
    workFactor = try Self.workFactor(stanza.arguments[2])
  }

  /// The file key, or nil where the passphrase is another one.
  ///
  /// - Throws: `unsupported` where this machine lacks the memory.
  func unwrap(_ passphrase: borrowing SecretBytes) throws(AgeError) -> SecretBytes? {
    guard let key = Self.key(passphrase, salt, workFactor) else {
      let size = Scrypt.memory(workFactor) >> 20
      throw .unsupported("the passphrase needs \(size) MiB of memory to try, which is not free")
    }
    return AgeWrap.open(body, key: key)
  }

  /// The stanza that lets a passphrase find `fileKey`.
  static func wrap(
    _ fileKey: borrowing SecretBytes, with passphrase: borrowing SecretBytes, workFactor: Int
  ) throws(AgeError) -> AgeStanza {
    let salt = Random.bytes(count: saltSize)
    guard let key = key(passphrase, salt, workFactor) else { throw .unsupported("no memory") }
    let arguments = [Array(type.utf8), Base64.encode(salt, .none), Array("\(workFactor)".utf8)]
    return AgeStanza(arguments: arguments, body: AgeWrap.seal(fileKey, key: key))
  }

  private static func key(
    _ passphrase: borrowing SecretBytes, _ salt: [UInt8], _ workFactor: Int
  ) -> SecretBytes? {
    Scrypt.key(of: passphrase, salt: label + salt, workFactor: workFactor)
  }

  /// A decimal number from 1 on, without sign or leading zero.
  private static func workFactor(_ text: [UInt8]) throws(AgeError) -> Int {
    guard let first = text.first, (49...57).contains(first),
      text.allSatisfy({ (48...57).contains($0) })
    else { throw .header("the scrypt work factor is not a decimal number") }
    guard text.count <= 2, let number = Int(String(decoding: text, as: UTF8.self)),
      number <= maxWorkFactor
    else {
      throw .header(
        "a scrypt work factor of more than \(maxWorkFactor), which takes more than "
          + "\(Scrypt.memory(maxWorkFactor) >> 30) GiB of memory: encrypt it anew (age -p uses 18; "
          + "age reads up to 22)")
    }
    return number
  }
}
