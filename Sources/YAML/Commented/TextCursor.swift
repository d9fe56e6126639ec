/// A place in a text that moves on by characters.
struct TextCursor {
  /// `index` in bytes, `line` and `column` in characters from 0.
  struct Place {
    var index = 0
    var line = 0
    var column = 0
  }

  let bytes: [UInt8]
  private(set) var place = Place()
  /// How many characters stand before it.
  private(set) var characters = 0
  /// Line breaks since the last character that is neither a break nor a blank.
  private(set) var breaks = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A byte some bytes ahead; 0 behind the end.
  func byte(_ ahead: Int = 0) -> UInt8 {
    place.index + ahead < bytes.count ? bytes[place.index + ahead] : 0
  }

  func isBlank(_ ahead: Int = 0) -> Bool { byte(ahead) == 0x20 || byte(ahead) == 0x09 }

  func isBreak(_ ahead: Int = 0) -> Bool { YAMLCharacter.isBreak(bytes, place.index + ahead) }

  /// Whether the line or the text ends there.
  func isEnd(_ ahead: Int = 0) -> Bool { byte(ahead) == 0 || isBreak(ahead) }

  /// Goes past one character, or one line break.
  mutating func step() {
    guard place.index < bytes.count else { return }
    let isBlank = isBlank()
    guard isBreak() else {
      place.index = min(bytes.count, place.index + YAMLCharacter.width(byte()))
      place.column += 1
      characters += 1
      if !isBlank { breaks = 0 }
      return
    }
    let isPair = byte() == 0x0D && byte(1) == 0x0A
    characters += isPair ? 2 : 1
    place.index += isPair ? 2 : YAMLCharacter.width(byte())
    place.line += 1
    place.column = 0
    breaks += 1
  }

  /// Goes on until that many characters stand before it.
  mutating func step(toCharacter end: Int) {
    while characters < end, place.index < bytes.count { step() }
  }

  /// Goes past blanks and line breaks.
  mutating func skipWhitespace() {
    while isBlank() || isBreak() { step() }
  }

  /// The rest of the line; goes to its end.
  mutating func restOfLine() -> [UInt8] {
    let start = place.index
    while !isEnd() { step() }
    return Array(bytes[start..<place.index])
  }
}

/// What YAML 1.1 calls a character of some kind.
enum YAMLCharacter {
  /// How many bytes a character has by its first.
  static func width(_ first: UInt8) -> Int {
    switch first {
    case 0..<0x80: 1
    case 0xC0..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0...: 4
    default: 1
    }
  }

  /// CR, LF, NEL, LS or PS.
  static func isBreak(_ bytes: [UInt8], _ index: Int) -> Bool {
    guard index < bytes.count else { return false }
    switch bytes[index] {
    case 0x0A, 0x0D: return true
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85
    case 0xE2:
      return index + 2 < bytes.count && bytes[index + 1] == 0x80
        && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
    default: return false
    }
  }
}
