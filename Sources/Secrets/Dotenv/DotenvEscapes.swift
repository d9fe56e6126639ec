/// The escapes of double-quoted values.
enum DotenvEscapes {
  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
  ]

  /// Expands `\n` and its like, three octal digits behind `\0`, and `\$` to `$$`.
  static func expand(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    while let escape = ByteText.index(of: UInt8(ascii: "\\"), in: bytes, from: start),
      escape + 1 < bytes.count
    {
      result += bytes[start..<escape]
      let letter = bytes[escape + 1]
      start = escape + 2
      if let plain = letters[letter] {
        result.append(plain)
      } else if letter == UInt8(ascii: "$") {
        result += Array("$$".utf8)
      } else if letter == UInt8(ascii: "0") {
        let digits = Array(bytes[start...].prefix(3).prefix { (48...57).contains($0) })
        result += octal(digits)
        start += digits.count
      } else {
        result += [UInt8(ascii: "\\"), letter]
      }
    }
    return result + bytes[start...]
  }

  private static func octal(_ digits: [UInt8]) -> [UInt8] {
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 3, let value = UInt8(text, radix: 8) else {
      return [UInt8(ascii: "\\")] + digits
    }
    return Array(String(Unicode.Scalar(value)).utf8)
  }
}
