internal import Crypto

/// Private keys of OpenSSH ("openssh-key-v1", OpenSSH's PROTOCOL.key): unencrypted Ed25519 ones.
enum SSHPrivateKey {
  static let begin = Array("-----BEGIN OPENSSH PRIVATE KEY-----".utf8)
  private static let end = Array("-----END OPENSSH PRIVATE KEY-----".utf8)
  private static let magic = Array("openssh-key-v1\u{0}".utf8)
  private static let none = Array("none".utf8)
  private static let blockSize = 8
  private static let seedSize = Ed25519.keySize

  /// The identity that a key file holds.
  ///
  /// - Throws: `malformed`, or `unsupported` with the type of key or that it is encrypted.
  static func parse(_ text: [UInt8]) throws(SecretsError) -> Identity {
    try parse(binary: try decode(text))
  }

  /// The identity in what stands between the first and the last line.
  static func parse(binary: consuming [UInt8]) throws(SecretsError) -> Identity {
    var reader = SSHReader(taking: consume binary)
    defer { reader.wipe() }
    guard reader.take(magic.count).map({ reader.bytes($0) }) == magic,
      let cipher = reader.string(), let derivation = reader.string(),
      let options = reader.string(), reader.number() == 1, let wire = reader.string(),
      let secret = reader.string(),
      reader.isAtEnd
    else { throw damaged("not the file of one key") }
    let outer = reader.bytes(wire)
    try checkType(outer)
    guard reader.bytes(cipher) == none else { throw SecretsError(.unsupported(locked)) }
    guard reader.bytes(derivation) == none, options.isEmpty,
      let publicKey = SSHPublicKey(wire: outer)
    else { throw damaged("a bad public key") }
    reader.enter(secret)
    return try identity(&reader, publicKey)
  }

  private static func identity(
    _ reader: inout SSHReader, _ publicKey: SSHPublicKey
  ) throws(SecretsError) -> Identity {
    guard reader.rest.count % blockSize == 0, let first = reader.number(),
      first == reader.number(), let type = reader.string(), let key = reader.string(),
      let pair = reader.string(), reader.string() != nil
    else { throw damaged("its private part is cut off") }
    guard reader.bytes(type) == Array(SSHPublicKey.type.utf8),
      reader.bytes(key) == publicKey.key, pair.count == seedSize + Ed25519.keySize,
      reader.bytes(pair.dropFirst(seedSize)) == publicKey.key
    else { throw damaged("its parts do not belong together") }
    for (count, index) in reader.rest.enumerated() where Int(reader.byte(at: index)) != count + 1 {
      throw damaged("bad padding")
    }
    guard reader.rest.count < blockSize else { throw damaged("too much padding") }
    let seed = reader.secret(pair.prefix(seedSize))
    guard Ed25519.publicKey(of: seed) == publicKey.key else {
      throw damaged("its halves do not belong together")
    }
    return Identity(key: Ed25519.scalar(of: seed), recipient: Recipient(ssh: publicKey))
  }

  /// The bytes between the first and the last line.
  private static func decode(_ text: [UInt8]) throws(SecretsError) -> [UInt8] {
    var base64: [UInt8] = []
    base64.reserveCapacity(text.count)
    defer { Wipe.bytes(&base64) }
    var lines = text.split(whereSeparator: { $0 == 10 || $0 == 13 })[...]
    guard lines.popFirst()?.elementsEqual(begin) == true,
      lines.popLast()?.elementsEqual(end) == true
    else { throw damaged("not one block from its first to its last line") }
    for line in lines { base64 += line }
    guard let bytes = Base64.decode(base64, .padded) else { throw damaged("bad base64") }
    return bytes
  }

  /// Names other types of keys, encrypted ones too: their public half is readable.
  private static func checkType(_ wire: [UInt8]) throws(SecretsError) {
    var reader = SSHReader(taking: wire)
    guard let place = reader.string() else { throw damaged("a bad public key") }
    let type = ByteText.printable(reader.bytes(place))
    guard type != SSHPublicKey.type else { return }
    throw SecretsError(.unsupported("\(type) key: not supported yet; use \(others)"))
  }

  static let others = "an ssh-ed25519 key or an age key (converge secrets keygen)"
  private static let locked =
    "ssh key protected by a passphrase: not supported yet; take the passphrase off a copy "
    + "(ssh-keygen -p -f COPY), or use an age key file protected by age -p"

  private static func damaged(_ what: String) -> SecretsError {
    SecretsError(.malformed("bad OpenSSH private key: \(what)"))
  }
}
