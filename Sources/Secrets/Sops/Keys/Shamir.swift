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

  /// Shares of which any `threshold` hold the secret, and fewer tell nothing.
  static func split(_ secret: borrowing SecretBytes, into count: Int, threshold: Int) -> [Share] {
    precondition((2...count).contains(threshold) && count < 256)
    let size = secret.count
    // the polynomial's coefficients above the constant one, all bytes of each together
    let coefficients = SecretBytes.random(count: size * (threshold - 1))
    return (1...count).map { x in
      var share = SecretBytes(count: size + 1)
      share.withMutableBytes { target in
        target[size] = UInt8(x)
        for index in 0..<size {
          var value: UInt8 = 0
          for power in (0..<(threshold - 1)).reversed() {
            let factor = coefficients.withBytes { $0[power * size + index] }
            value = multiply(value ^ factor, UInt8(x))
          }
          target[index] = value ^ secret.withBytes { $0[index] }
        }
      }
      return Share(share)
    }
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
