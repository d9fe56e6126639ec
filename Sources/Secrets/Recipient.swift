internal import Crypto

/// An X25519 recipient, `age1...`: whom a file is encrypted to.
public struct Recipient: Hashable, Sendable, CustomStringConvertible {
  static let prefix = "age"

  let point: [UInt8]

  init(point: [UInt8]) { self.point = point }

  /// Reads `age1...`.
  ///
  /// - Throws: `malformed`, or `unsupported` for recipients of another type.
  public init(_ text: String) throws(SecretsError) {
    if let kind = Self.unsupportedKind(of: text) {
      throw SecretsError(.unsupported("\(kind) are not supported: use an age1... recipient"))
    }
    guard let (prefix, bytes) = Bech32.decode(Array(text.utf8)), prefix == Self.prefix,
      bytes.count == X25519.keySize, !text.utf8.contains(where: { (65...90).contains($0) })
    else {
      throw SecretsError(.malformed("not an age recipient: expected age1... in lower case"))
    }
    point = bytes
  }

  private static func unsupportedKind(of text: String) -> String? {
    if text.hasPrefix("ssh-") { return "ssh recipients" }
    if text.hasPrefix("age1pq1") || text.hasPrefix("age1tagpq1") {
      return "post-quantum recipients"
    }
    guard let (prefix, _) = Bech32.decode(Array(text.utf8)), prefix != Self.prefix,
      prefix.hasPrefix("age1")
    else { return nil }
    return "age plugin recipients"
  }

  /// `age1...`.
  public var description: String { Bech32.encode(prefix: Self.prefix, point) }
}
