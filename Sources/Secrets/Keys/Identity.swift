internal import Crypto

/// What opens files encrypted to its recipient: an X25519 identity, `AGE-SECRET-KEY-1...`, or the
/// Ed25519 key of an OpenSSH key file.
///
/// The key lies in locked memory and is wiped with the identity.
public final class Identity: Sendable {
  static let prefix = "age-secret-key-"

  /// The scalar on Curve25519.
  private let key: SecretBytes

  /// The public half, which may be shown.
  public let recipient: Recipient

  init(key: consuming SecretBytes) {
    recipient = Recipient(point: X25519.publicKey(of: key))
    self.key = key
  }

  /// - Parameter key: the scalar that belongs to the recipient.
  init(key: consuming SecretBytes, recipient: Recipient) {
    self.recipient = recipient
    self.key = key
  }

  /// The file key, or nil where the stanza is for somebody else; a malformed one throws.
  func unwrap(_ stanza: AgeStanza) throws(AgeError) -> SecretBytes? {
    try recipient.unwrap(stanza, scalar: key)
  }

  /// Reads `AGE-SECRET-KEY-1...`, in upper case as age writes it.
  ///
  /// - Throws: `malformed`; the text is never part of the error.
  public convenience init(_ text: [UInt8]) throws(SecretsError) {
    guard var (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix else {
      throw SecretsError(.malformed("not an age key: mistyped, cut off, or with extra characters"))
    }
    prefix = ""
    guard bytes.count == X25519.keySize, text.first == UInt8(ascii: "A") else {
      Wipe.bytes(&bytes)
      throw SecretsError(.malformed("not an age key: wrong length, or in lower case"))
    }
    self.init(key: SecretBytes(taking: &bytes))
  }

  /// A new identity from the system's random generator.
  public static func generate() -> Identity {
    Identity(key: .random(count: X25519.keySize))
  }
}
