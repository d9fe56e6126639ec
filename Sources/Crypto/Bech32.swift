/// Bech32 (BIP 173) without the limit of 90 characters, as age uses it for keys.
public enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let generator: [UInt32] = [
    0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
  ]
  private static let checksumSize = 6

  /// The lower-case text of `bytes` under the human-readable part `prefix` (lower case).
  public static func encode(prefix: String, _ bytes: [UInt8]) -> String {
    String(decoding: encoded(prefix: prefix, bytes), as: UTF8.self)
  }

  /// The same as bytes, which can be wiped.
  public static func encoded(prefix: String, _ bytes: [UInt8]) -> [UInt8] {
    let prefix = Array(prefix.utf8)
    var groups = regroup(bytes, from: 8, to: 5, padding: true) ?? []
    let remainder = checksum(prefix, groups + [UInt8](repeating: 0, count: checksumSize)) ^ 1
    for index in 0..<checksumSize {
      groups.append(UInt8(remainder >> UInt32(5 * (checksumSize - 1 - index)) & 31))
    }
    defer { Wipe.bytes(&groups) }
    return prefix + [UInt8(ascii: "1")] + groups.map { alphabet[Int($0)] }
  }

  /// The parts of a text that is wholly lower or wholly upper case and whose checksum is right;
  /// the prefix comes back in lower case.
  public static func decode(_ text: [UInt8]) -> (prefix: String, bytes: [UInt8])? {
    var lower = text.map { isUpper($0) ? $0 | 0x20 : $0 }
    defer { Wipe.bytes(&lower) }
    let mixed = text.contains(where: isUpper) && text.contains(where: isLower)
    guard !mixed, lower.allSatisfy({ (33...126).contains($0) }),
      let separator = lower.lastIndex(of: UInt8(ascii: "1")), separator > 0,
      lower.count - separator - 1 >= checksumSize
    else { return nil }
    let prefix = Array(lower[..<separator])
    var groups: [UInt8] = []
    groups.reserveCapacity(lower.count)
    defer { Wipe.bytes(&groups) }
    for character in lower[(separator + 1)...] {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      groups.append(UInt8(value))
    }
    guard checksum(prefix, groups) == 1,
      let bytes = regroup(Array(groups.dropLast(checksumSize)), from: 5, to: 8, padding: false)
    else { return nil }
    return (String(decoding: prefix, as: UTF8.self), bytes)
  }

  private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }

  private static func checksum(_ prefix: [UInt8], _ groups: [UInt8]) -> UInt32 {
    var sum: UInt32 = 1
    for value in prefix.map({ $0 >> 5 }) + [0] + prefix.map({ $0 & 31 }) + groups {
      let top = sum >> 25
      sum = (sum & 0x01ff_ffff) << 5 ^ UInt32(value)
      for (bit, factor) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 {
        sum ^= factor
      }
    }
    return sum
  }

  /// Cuts a row of `from`-bit numbers into `to`-bit numbers. What is left over at the end must be
  /// zero and shorter than one input number, unless `padding` keeps it.
  private static func regroup(
    _ input: [UInt8], from: UInt32, to: UInt32, padding: Bool
  ) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(input.count * Int(from) / Int(to) + 1)
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    for value in input {
      pending = (pending << from | UInt32(value)) & 0xffff
      bits += from
      while bits >= to {
        bits -= to
        output.append(UInt8(pending >> bits & ((1 << to) - 1)))
      }
    }
    let rest = pending & ((1 << bits) - 1)
    if padding {
      if bits > 0 { output.append(UInt8(rest << (to - bits) & ((1 << to) - 1))) }
    } else if bits >= from || rest != 0 {
      return nil
    }
    return output
  }
}
