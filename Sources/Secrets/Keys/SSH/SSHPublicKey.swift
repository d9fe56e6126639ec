internal import Crypto

/// An Ed25519 key as OpenSSH writes it: "ssh-ed25519 AAAA...".
struct SSHPublicKey: Hashable, Sendable {
  static let type = "ssh-ed25519"

  /// The public key of RFC 8032.
  let key: [UInt8]
  /// The same point on Curve25519.
  let point: [UInt8]

  /// nil where the key is no point that secrets can be agreed on with.
  init?(key: [UInt8]) {
    guard let point = Ed25519.point(of: key) else { return nil }
    self.key = key
    self.point = point
  }

  /// Reads "ssh-ed25519 AAAA..." with or without a comment behind it.
  init?(_ text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard words.count > 1, words[0] == Self.type,
      let wire = Base64.decode(Array(words[1].utf8), .padded)
    else { return nil }
    self.init(wire: wire)
  }

  /// Reads the form of RFC 8709, section 4.
  init?(wire: [UInt8]) {
    var reader = SSHReader(taking: wire)
    guard let type = reader.string(), let key = reader.string(), reader.isAtEnd,
      reader.bytes(type) == Array(Self.type.utf8)
    else { return nil }
    self.init(key: reader.bytes(key))
  }

  /// The form of RFC 8709, section 4.
  var wire: [UInt8] { SSHReader.string(Array(Self.type.utf8)) + SSHReader.string(key) }

  /// "ssh-ed25519 AAAA..."
  var text: String {
    "\(Self.type) " + String(decoding: Base64.encode(wire, .padded), as: UTF8.self)
  }
}
