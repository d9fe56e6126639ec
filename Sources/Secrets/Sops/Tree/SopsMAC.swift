internal import Crypto

/// The code over all values of a file (section 4).
struct SopsMAC: ~Copyable {
  private static let encryptedOnly = SHA256.digest(Array("sops".utf8))
  private static let digits = Array("0123456789ABCDEF".utf8)

  private var hash = SHA512()
  private let coversEncryptedOnly: Bool

  init(encryptedOnly: Bool) {
    coversEncryptedOnly = encryptedOnly
    if encryptedOnly { hash.update(Self.encryptedOnly) }
  }

  /// Feeds one value, in file order.
  mutating func update(_ value: [UInt8], isEncrypted: Bool) {
    if isEncrypted || !coversEncryptedOnly { hash.update(value) }
  }

  /// Upper-case hexadecimal digits, as they are encrypted in the file.
  mutating func finish() -> [UInt8] {
    hash.finish().flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }
  }
}
