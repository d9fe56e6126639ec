internal import Crypto

/// Names values without telling them: HMAC-SHA-256 (RFC 2104) under a random key that only this
/// host's state folder holds, so that a short value cannot be guessed from what is printed or kept.
struct Seal {
  /// The key's file in the state folder.
  static let name = "seal.key"
  static let keySize = 32

  private final class Key {
    let bytes: SecretBytes
    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
  }

  private let key: Key
  /// Names the key: what was sealed under another one says nothing here.
  let id: String

  init(taking bytes: inout [UInt8]) {
    id = String(hexadecimal(SHA256.digest(bytes)).prefix(16))
    key = Key(SecretBytes(taking: &bytes))
  }

  /// 64 hexadecimal digits.
  func callAsFunction(_ bytes: [UInt8]) -> String {
    hexadecimal(HMACSHA256.code(of: bytes, key: key.bytes))
  }
}
