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

  /// The comment below the entry before, and the one above what follows.
  mutating func writeHead() {
    if !tail.isEmpty {
      writeIndent()
      writeComment(tail)
      tail = []
      footIndent = max(0, indent)
    }
    guard !waiting.head.isEmpty else { return }
    writeIndent()
    writeComment(waiting.head)
    waiting.head = []
  }

  mutating func writeLine() {
    guard !waiting.line.isEmpty else { return }
    if !isAfterWhitespace { put(UInt8(ascii: " ")) }
    writeComment(waiting.line)
    waiting.line = []
  }

  mutating func writeFoot() {
    guard !waiting.foot.isEmpty else { return }
    writeIndent()
    writeComment(waiting.foot)
    waiting.foot = []
    footIndent = max(0, indent)
  }

  private mutating func writeComment(_ comment: [UInt8]) {
    var isAfterBreak = false
    var hasSign = false
    var index = 0
    while index < comment.count {
      if YAMLCharacter.isBreak(comment, index) {
        index = writeBreak(comment, index)
        isAfterBreak = true
        hasSign = false
        continue
      }
      if isAfterBreak { writeIndent() }
      if !hasSign, comment[index] != UInt8(ascii: "#") { write(Array("# ".utf8)) }
      hasSign = true
      index = writeCharacter(comment, index)
      isIndenting = false
      isAfterBreak = false
    }
    if !isAfterBreak { breakLine() }
    isAfterWhitespace = true
  }
}
