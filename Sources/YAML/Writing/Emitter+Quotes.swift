/// Texts in quotes.
extension Emitter {
  mutating func singleQuoted(_ text: [UInt8]) {
    indicator("'", needsSpace: true)
    var isAfterBreak = false
    var index = 0
    while index < text.count {
      let isBreak = YAMLCharacter.isBreak(text, index)
      if isBreak {
        if !isAfterBreak, text[index] == 0x0A { breakLine() }
        index = writeBreak(text, index)
      } else {
        if isAfterBreak, text[index] != 0x20 { writeIndent() }
        if text[index] == UInt8(ascii: "'") { put(text[index]) }
        let isSpace = text[index] == 0x20
        index = writeCharacter(text, index)
        if isSpace { continue }
        isIndenting = false
      }
      isAfterBreak = isBreak
    }
    indicator("'")
    isAfterWhitespace = false
    isIndenting = false
  }

  mutating func doubleQuoted(_ text: [UInt8]) {
    indicator("\"", needsSpace: true)
    // go-yaml escapes every character of a text that starts with a byte order mark
    let escapesAll = text.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8])
    var index = 0
    while index < text.count {
      let byte = text[index]
      let isPlain =
        !escapesAll && YAMLCharacter.isPrintable(text, index)
        && !YAMLCharacter.isBreak(text, index)
        && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      if isPlain {
        index = writeCharacter(text, index)
      } else {
        index = writeEscape(text, index)
      }
    }
    indicator("\"")
    isAfterWhitespace = false
    isIndenting = false
  }

  /// Returns where the next character starts.
  private mutating func writeEscape(_ text: [UInt8], _ index: Int) -> Int {
    let end = min(text.count, index + YAMLCharacter.width(text[index]))
    let character = String(decoding: text[index..<end], as: UTF8.self).unicodeScalars.first?.value
    let value = character ?? 0xFFFD
    put(UInt8(ascii: "\\"))
    if let letter = Emitter.escapeLetters[value] {
      put(UInt8(ascii: letter))
    } else {
      writeDigits(value)
    }
    return end
  }

  private static let escapeLetters: [UInt32: Unicode.Scalar] = [
    0: "0", 7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 0x1B: "e", 0x22: "\"",
    0x5C: "\\", 0x85: "N", 0xA0: "_", 0x2028: "L", 0x2029: "P",
  ]

  private mutating func writeDigits(_ value: UInt32) {
    let (sign, width): (Unicode.Scalar, Int) =
      value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16, uppercase: true)
    put(UInt8(ascii: sign))
    write(Array((String(repeating: "0", count: width - digits.count) + digits).utf8))
  }
}
