/// Comments, when their turn comes.
extension Emitter {
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

  /// The comment behind what was written, and the one below.
  mutating func writeLineAndFoot() {
    writeLine()
    writeFoot()
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
