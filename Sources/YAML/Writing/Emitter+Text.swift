/// Characters, indentation and signs.
extension Emitter {
  mutating func put(_ byte: UInt8) {
    text.append(byte)
    column += 1
  }

  mutating func breakLine() {
    text.append(0x0A)
    column = 0
    isIndenting = true
  }

  mutating func write(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count { index = writeCharacter(bytes, index) }
  }

  /// Returns where the next character starts.
  mutating func writeCharacter(_ bytes: [UInt8], _ index: Int) -> Int {
    let end = min(bytes.count, index + YAMLCharacter.width(bytes[index]))
    text += bytes[index..<end]
    column += 1
    return end
  }

  /// Returns where the next character starts.
  mutating func writeBreak(_ bytes: [UInt8], _ index: Int) -> Int {
    guard bytes[index] != 0x0A else {
      breakLine()
      return index + 1
    }
    let end = writeCharacter(bytes, index)
    column = 0
    isIndenting = true
    return end
  }

  /// Goes to the block's column, on a new line where the line is in use.
  mutating func writeIndent() {
    let indent = max(0, indent)
    if !isIndenting || column > indent || column == indent && !isAfterWhitespace { breakLine() }
    if footIndent == indent { breakLine() }
    while column < indent { put(UInt8(ascii: " ")) }
    isAfterWhitespace = true
    footIndent = -1
  }

  /// - Parameters:
  ///   - needsSpace: whether white space must stand before it.
  ///   - isSpace: whether it needs none behind it.
  ///   - isIndentation: whether it counts as indentation: `-`, `?` and `:` of blocks.
  mutating func indicator(
    _ sign: String, needsSpace: Bool = false, isSpace: Bool = false, isIndentation: Bool = false
  ) {
    if needsSpace, !isAfterWhitespace { put(UInt8(ascii: " ")) }
    write(Array(sign.utf8))
    isAfterWhitespace = isSpace
    isIndenting = isIndenting && isIndentation
  }
}
