internal import FoundationEssentials

/// Decoding of JSON that nobody vouches for.
///
/// Foundation's decoder of Swift 6.0 ends the program at a key that is no string (RFC 8259, section
/// 7): what a disk or a person damaged is looked at before.
public enum SoundJSON {
  /// The value that a text says; nil where it says none.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: some Collection<UInt8>
  ) -> Value? {
    guard hasSoundStrings(Array(bytes)) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Whether each string is one, and the text is UTF-8.
  static func hasSoundStrings(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\"") {
        guard let end = end(of: bytes, from: index + 1) else { return false }
        index = end
      }
      index += 1
    }
    return true
  }

  /// Where the string ends that begins there; nil where it does not, or holds what none may.
  private static func end(of bytes: [UInt8], from start: Int) -> Int? {
    var (index, isHigh) = (start, false)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return isHigh ? nil : index
      case UInt8(ascii: "\\"):
        guard let (length, unit) = escape(bytes[(index + 1)...]) else { return nil }
        // halves of a character come in pairs
        let isLow = (0xdc00...0xdfff).contains(unit)
        guard isLow == isHigh else { return nil }
        isHigh = (0xd800...0xdbff).contains(unit)
        index += length
      case 0..<0x20: return nil
      default: if isHigh { return nil }
      }
      index += 1
    }
    return nil
  }

  /// What follows a backslash: how many bytes, and which UTF-16 unit.
  private static func escape(_ rest: ArraySlice<UInt8>) -> (length: Int, unit: UInt16)? {
    guard let first = rest.first else { return nil }
    if first == UInt8(ascii: "u") {
      let digits = rest.dropFirst().prefix(4)
      guard digits.count == 4, digits.allSatisfy(isHexadecimal),
        let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      return (5, unit)
    }
    return "\"\\/bfnrt".utf8.contains(first) ? (1, 0) : nil
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
