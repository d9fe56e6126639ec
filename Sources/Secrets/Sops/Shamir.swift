internal import Crypto

/// Shamir's secret sharing over GF(2^8) with the AES polynomial, as HashiCorp Vault and SOPS use it.
enum Shamir {
  /// One share: the y values, then one byte of x.
  final class Share {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }

    fileprivate func byte(_ index: Int) -> UInt8 { bytes.withBytes { $0[index] } }
    fileprivate var x: UInt8 { byte(bytes.count - 1) }
  }

  /// The secret behind the shares, or nil where they cannot belong together.
  static func combine(_ shares: [Share]) -> SecretBytes? {
    guard shares.count >= 2, let size = shares.first?.bytes.count, size >= 2,
      shares.allSatisfy({ $0.bytes.count == size }), Set(shares.map(\.x)).count == shares.count
    else { return nil }
    let factors = shares.map { factor(of: $0.x, among: shares.map(\.x)) }
    var secret = SecretBytes(count: size - 1)
    secret.withMutableBytes { target in
      for index in 0..<(size - 1) {
        for (share, factor) in zip(shares, factors) {
          target[index] ^= multiply(share.byte(index), factor)
        }
      }
    }
    return secret
  }

  /// The Lagrange coefficient of one share for the value at zero.
  private static func factor(of x: UInt8, among all: [UInt8]) -> UInt8 {
    all.filter { $0 != x }.reduce(1) { multiply($0, multiply($1, inverse($1 ^ x))) }
  }

  private static func inverse(_ value: UInt8) -> UInt8 {
    // The multiplicative group has 255 elements, so the 254th power is the inverse.
    (0..<254).reduce(1) { product, _ in multiply(product, value) }
  }

  private static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var product: UInt8 = 0
    for bit in (0..<8).reversed() {
      product = product << 1 ^ (0 &- (product >> 7)) & 0x1b ^ (0 &- (right >> bit & 1)) & left
    }
    return product
  }
}
