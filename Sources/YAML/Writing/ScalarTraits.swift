/// What a text holds that decides how it can be written.
struct ScalarTraits {
  /// It has line breaks.
  private(set) var isMultiline = false
  /// Without quotes in block style.
  private(set) var allowsPlain = true
  private(set) var allowsSingleQuotes = true
  /// As `|`.
  private(set) var allowsBlock = true

  private var hasSpecials = false
  private var hasTabs = false
  private var hasIndicators = false
  private var hasBreakThenSpace = false
  private var hasSpaceThenBreak = false
  private var isPadded = false
  private var endsInSpace = false

  init(_ text: [UInt8]) {
    guard !text.isEmpty else {
      allowsBlock = false
      return
    }
    let start = text.prefix(3)
    if start.elementsEqual("---".utf8) || start.elementsEqual("...".utf8) { hasIndicators = true }
    scan(text)
    let isBroken = hasSpaceThenBreak || hasSpecials
    allowsBlock = !endsInSpace && !isBroken
    allowsSingleQuotes = !hasBreakThenSpace && !isBroken && !hasTabs
    allowsPlain = allowsSingleQuotes && !isPadded && !isMultiline && !hasIndicators
  }

  private mutating func scan(_ text: [UInt8]) {
    var index = 0
    var isAfterBlank = true
    var isAfterSpace = false
    var isAfterBreak = false
    while index < text.count {
      let byte = text[index]
      let next = index + min(YAMLCharacter.width(byte), text.count - index)
      let isBeforeBlank = next >= text.count || text[next] == 0x20 || text[next] == 0x09
      if ScalarTraits.isIndicator(byte, isFirst: index == 0, isAfterBlank, isBeforeBlank) {
        hasIndicators = true
      }
      if byte == 0x09 {
        hasTabs = true
      } else if !YAMLCharacter.isPrintable(text, index) {
        hasSpecials = true
      }
      let isBreak = YAMLCharacter.isBreak(text, index)
      if byte == 0x20 || isBreak, index == 0 || next == text.count { isPadded = true }
      if byte == 0x20 {
        if next == text.count { endsInSpace = true }
        if isAfterBreak { hasBreakThenSpace = true }
      } else if isBreak {
        isMultiline = true
        if isAfterSpace { hasSpaceThenBreak = true }
      }
      isAfterSpace = byte == 0x20
      isAfterBreak = isBreak
      isAfterBlank = byte == 0x20 || byte == 0x09 || byte == 0 || isBreak
      index = next
    }
  }

  /// Whether YAML would take the character for more than text.
  private static func isIndicator(
    _ byte: UInt8, isFirst: Bool, _ isAfterBlank: Bool, _ isBeforeBlank: Bool
  ) -> Bool {
    switch byte {
    case UInt8(ascii: "#"): isFirst || isAfterBlank
    case UInt8(ascii: ":"): isBeforeBlank
    case UInt8(ascii: "?"), UInt8(ascii: "-"): isFirst && isBeforeBlank
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
      UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      isFirst
    default: false
    }
  }
}

extension YAMLCharacter {
  /// Whether it may stand in a text without an escape. Characters of four bytes may not: go-yaml
  /// escapes them.
  static func isPrintable(_ text: [UInt8], _ index: Int) -> Bool {
    let first = text[index]
    let second = index + 1 < text.count ? text[index + 1] : 0
    let third = index + 2 < text.count ? text[index + 2] : 0
    switch first {
    case 0x0A, 0x20...0x7E: return true
    case 0xC2: return second >= 0xA0
    case 0xC3...0xEC, 0xEE: return true
    case 0xED: return second < 0xA0
    case 0xEF: return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
    default: return false
    }
  }
}
