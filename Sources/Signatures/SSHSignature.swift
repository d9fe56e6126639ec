internal import Crypto

/// A signature as `ssh-keygen -Y sign` makes it (PROTOCOL.sshsig of OpenSSH).
struct SSHSignature: Equatable {
  /// The digests that a message may be signed by.
  enum Hash: String {
    case sha256, sha512
  }

  static let begin = Array("-----BEGIN SSH SIGNATURE-----".utf8)
  static let end = Array("-----END SSH SIGNATURE-----".utf8)
  private static let magic = Array("SSHSIG".utf8)
  /// Bytes: a certificate with a long RSA key has a few thousand.
  private static let limit = 64 << 10

  let key: SSHKey
  /// What it was made for.
  let namespace: [UInt8]
  let hash: Hash
  /// "ssh-ed25519", "rsa-sha2-512", ...
  let algorithm: String
  /// What the algorithm made.
  let bytes: [UInt8]

  /// - Throws: `.malformed`.
  init(armored text: [UInt8]) throws(SignatureFault) {
    guard text.count <= SSHSignature.limit else { throw .malformed("it is too long") }
    var lines = text.split(whereSeparator: { $0 == 10 || $0 == 13 })[...]
    guard lines.popFirst()?.elementsEqual(SSHSignature.begin) == true,
      lines.popLast()?.elementsEqual(SSHSignature.end) == true
    else { throw .malformed("it is not one block from its first to its last line") }
    guard let binary = Base64.decode(Array(lines.joined()), .padded) else {
      throw .malformed("bad base64")
    }
    try self.init(binary: binary)
  }

  /// What stands between the first and the last line.
  ///
  /// - Throws: `.malformed`.
  init(binary: [UInt8]) throws(SignatureFault) {
    var reader = SSHReader(taking: binary)
    guard let magic = reader.take(SSHSignature.magic.count),
      reader.bytes(magic) == SSHSignature.magic
    else { throw .malformed("it does not begin with SSHSIG") }
    guard let version = reader.number() else { throw .malformed("it is cut off") }
    guard version == 1 else { throw .malformed("its version is \(version), not 1") }
    guard let key = reader.string(), let namespace = reader.string(), reader.string() != nil,
      let hash = reader.string(), let signature = reader.string()
    else { throw .malformed("it is cut off") }
    guard reader.isAtEnd else { throw .malformed("more follows behind its end") }
    guard let key = SSHKey(wire: reader.bytes(key)) else { throw .malformed("a bad public key") }
    guard let hash = Hash(rawValue: String(decoding: reader.bytes(hash), as: UTF8.self)) else {
      throw .malformed("its digest is neither sha256 nor sha512")
    }
    self.key = key
    self.namespace = reader.bytes(namespace)
    self.hash = hash
    reader.enter(signature)
    guard let name = reader.string(), let algorithm = SSHKey.word(reader.bytes(name)),
      let place = reader.string(),
      // keys in hardware add what they counted
      reader.isAtEnd || algorithm != SSHKey.ed25519
    else { throw .malformed("its innermost part is no signature") }
    self.algorithm = algorithm
    bytes = reader.bytes(place)
  }

  /// What was signed for a message: its digest, and what the signature says about itself.
  func signed(_ message: [UInt8]) -> [UInt8] {
    let digest = hash == .sha256 ? SHA256.digest(message) : SHA512.digest(message)
    let parts = [namespace, [], Array(hash.rawValue.utf8), digest]
    return SSHSignature.magic + parts.flatMap(SSHReader.string)
  }

  /// Whether an ed25519 key signed the message; nil for keys of other types.
  func isSound(of message: [UInt8]) -> Bool? {
    guard let key = key.ed25519 else { return nil }
    return algorithm == SSHKey.ed25519 && Ed25519.verify(bytes, of: signed(message), by: key)
  }
}
