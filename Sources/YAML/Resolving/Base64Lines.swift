/// `!!binary`: base64 in lines of 70 characters.
enum Base64Lines {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let lineLength = 70

  /// Every line ends in a line feed where there is more than one.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for index in 0..<4 {
        let sextet = bits >> (18 - 6 * index) & 63
        text.append(index <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
      }
    }
    guard text.count / lineLength > 0 else { return text }
    var lines: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: lineLength) {
      lines += text[start..<min(start + lineLength, text.count)] + [0x0A]
    }
    return lines
  }

  /// Nil for what is not padded base64; line breaks are passed over.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    let text = text.filter { $0 != 0x0A && $0 != 0x0D }
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
    var result: [UInt8] = []
    var bits = 0
    var count = 0
    for (index, byte) in text.enumerated() {
      let isPadding = byte == UInt8(ascii: "=") && index >= text.count - padding
      guard let value = isPadding ? 0 : value(byte) else { return nil }
      bits = bits << 6 | value
      count += 1
      guard count == 4 else { continue }
      result += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
      (bits, count) = (0, 0)
    }
    result.removeLast(padding)
    return result
  }

  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
