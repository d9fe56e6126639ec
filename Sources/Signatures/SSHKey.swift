internal import Crypto

/// A public key as OpenSSH writes it (RFC 4253, section 6.6), of any type.
public struct SSHKey: Hashable, Sendable {
  static let ed25519 = "ssh-ed25519"
  private static let typeLimit = 64

  /// "ssh-ed25519", "ssh-rsa", ...
  public let type: String
  /// The key with its type.
  let wire: [UInt8]

  /// nil where the bytes start with no type, or are an ed25519 key of another length.
  init?(wire: [UInt8]) {
    var reader = SSHReader(taking: wire)
    guard let place = reader.string(), let type = SSHKey.word(reader.bytes(place)) else {
      return nil
    }
    if type == SSHKey.ed25519 {
      guard reader.string()?.count == Ed25519.keySize, reader.isAtEnd else { return nil }
    }
    self.type = type
    self.wire = wire
  }

  /// nil where the text is no base64 of such a key.
  init?(base64: [UInt8]) {
    guard let wire = Base64.decode(base64, .padded) else { return nil }
    self.init(wire: wire)
  }

  /// The key of RFC 8032; nil for other types.
  var ed25519: [UInt8]? { type == SSHKey.ed25519 ? wire.suffix(Ed25519.keySize) : nil }

  /// Whether it is a key with an authority's signature around it.
  var isCertificate: Bool { type.hasSuffix("-cert-v01@openssh.com") }

  /// "SHA256:" and 43 letters, as `ssh-keygen -l` shows it.
  public var fingerprint: String {
    "SHA256:" + String(decoding: Base64.encode(SHA256.digest(wire), .none), as: UTF8.self)
  }

  /// The name of an algorithm (RFC 4251, section 6); nil for anything else.
  static func word(_ bytes: [UInt8]) -> String? {
    guard !bytes.isEmpty, bytes.count <= typeLimit,
      bytes.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: ",") })
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
