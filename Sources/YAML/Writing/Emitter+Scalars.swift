extension Emitter {
  mutating func scalar(_ scalar: Scalar, tag: [UInt8]?, _ context: Context) {
    let traits = ScalarTraits(scalar.text)
    let style = Emitter.style(scalar, traits, context)
    writeTag(tag)
    let outer = indent
    let isInList = if case .item = context { true } else { false }
    increaseIndent(isInList: isInList, isFlow: true)
    switch style {
    case .plain: plain(scalar.text)
    case .singleQuoted: singleQuoted(scalar.text)
    case .doubleQuoted: doubleQuoted(scalar.text)
    case .literal, .folded: literal(scalar.text, inside: outer)
    }
    indent = outer
  }

  /// The style a scalar can have where it stands.
  private static func style(
    _ scalar: Scalar, _ traits: ScalarTraits, _ context: Context
  ) -> Scalar.Style {
    let isSimpleKey = if case .key(isSimple: true) = context { true } else { false }
    var style = scalar.style
    if isSimpleKey, traits.isMultiline { style = .doubleQuoted }
    if style == .plain, !traits.allowsPlain || scalar.text.isEmpty && isSimpleKey {
      style = .singleQuoted
    }
    if style == .singleQuoted, !traits.allowsSingleQuotes { style = .doubleQuoted }
    if style == .literal || style == .folded, !traits.allowsBlock || isSimpleKey {
      style = .doubleQuoted
    }
    return style
  }

  mutating func writeTag(_ tag: [UInt8]?) {
    guard let tag else { return }
    if !isAfterWhitespace { put(UInt8(ascii: " ")) }
    let isLocal = tag.first == UInt8(ascii: "!")
    write(isLocal ? tag : Array("!<".utf8) + tag + Array(">".utf8))
    isAfterWhitespace = false
    isIndenting = false
  }

  private mutating func plain(_ text: [UInt8]) {
    if !text.isEmpty {
      if !isAfterWhitespace { put(UInt8(ascii: " ")) }
      write(text)
      isAfterWhitespace = false
    }
    isIndenting = false
  }

  private mutating func literal(_ text: [UInt8], inside outer: Int) {
    indicator("|", needsSpace: true)
    writeHints(text, indentation: indent - max(0, outer))
    if waiting.line.isEmpty { breakLine() } else { writeLine() }
    isAfterWhitespace = true
    var isAfterBreak = true
    var index = 0
    while index < text.count {
      if YAMLCharacter.isBreak(text, index) {
        index = writeBreak(text, index)
        isAfterBreak = true
      } else {
        if isAfterBreak { writeIndent() }
        index = writeCharacter(text, index)
        isIndenting = false
        isAfterBreak = false
      }
    }
  }

  /// How far the text is indented, where it starts with white space, and what becomes of the breaks
  /// at its end. go-yaml always says 4, and below a `-` what it writes cannot be read again.
  private mutating func writeHints(_ text: [UInt8], indentation: Int) {
    if text.first == 0x20 || YAMLCharacter.isBreak(text, 0) { indicator("\(indentation)") }
    let last = Emitter.lastCharacter(text, before: text.count)
    guard let last, YAMLCharacter.isBreak(text, last) else { return indicator("-") }
    let former = Emitter.lastCharacter(text, before: last)
    guard former.map({ YAMLCharacter.isBreak(text, $0) }) ?? true else { return }
    indicator("+")
  }

  /// Where the character before an index starts.
  private static func lastCharacter(_ text: [UInt8], before end: Int) -> Int? {
    text[..<end].lastIndex { $0 & 0xC0 != 0x80 }
  }
}
