/// Cuts dotenv text into statements as compose-go's parser does.
struct DotenvScanner {
  enum Statement {
    case entry(Dotenv.Entry)
    case problem(Dotenv.Problem)
  }

  private enum Name {
    case assigned(String)
    case inherited(String)
    case bad(String)
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next statement, or nil at the end.
  mutating func next() -> Statement? {
    guard skipToStatement() else { return nil }
    let start = line
    switch name() {
    case .bad(let what):
      move(to: lineEnd)
      return .problem(.init(line: start, what: what))
    case .inherited(let key):
      return .entry(entry(key, start, [], .none, isInherited: true))
    case .assigned(let key): return .entry(value(of: key, start))
    }
  }

  private var lineEnd: Int { ByteText.index(of: 10, in: bytes, from: position) ?? bytes.count }

  private mutating func move(to target: Int) {
    var start = position
    while let feed = ByteText.index(of: 10, in: bytes, from: start, to: target) {
      line += 1
      start = feed + 1
    }
    position = target
  }

  private mutating func skipToStatement() -> Bool {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        move(to: lineEnd)
      } else if let width = Blank.width(at: position, in: bytes) {
        move(to: position + width)
      } else {
        return true
      }
    }
    return false
  }

  /// Reads the name and the sign behind it.
  private mutating func name() -> Name {
    skipExport()
    var index = position
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == 10 {
        let name = bytes[position..<Blank.trimmedEnd(of: bytes, from: position, to: index)]
        guard !name.contains(32) else { return .bad("a name with a space in it") }
        let key = String(decoding: name, as: UTF8.self)
        move(to: index + 1)
        return byte == 10 ? .inherited(key) : .assigned(key)
      }
      guard let width = nameWidth(at: index) else {
        return .bad("a name with a character that names cannot have")
      }
      index += width
    }
    return .bad("a last line without =")
  }

  private mutating func skipExport() {
    let word = Array("export".utf8)
    guard bytes[position...].starts(with: word) else { return }
    let end = position + word.count
    guard end < bytes.count, bytes[end] == 32 || (9...13).contains(bytes[end]) else { return }
    position = end
    skipBlanks()
  }

  /// How many bytes the character of a name at `index` takes; nil where names cannot have it.
  private func nameWidth(at index: Int) -> Int? {
    switch bytes[index] {
    case 48...57, 65...90, 97...122: return 1
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "["),
      UInt8(ascii: "]"):
      return 1
    case 0..<128: return Blank.width(at: index, in: bytes)
    default:
      if let width = Blank.lineWidth(at: index, in: bytes) { return width }
      let ahead = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
      guard let scalar = ahead.unicodeScalars.first, Self.isLetterOrNumber(scalar) else {
        return nil
      }
      return String(scalar).utf8.count
    }
  }

  private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  private mutating func skipBlanks() {
    while let width = Blank.lineWidth(at: position, in: bytes) { position += width }
  }

  private mutating func value(of key: String, _ start: Int) -> Dotenv.Entry {
    let written = position
    skipBlanks()
    let quote = position < bytes.count ? bytes[position] : 0
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      position = written
      let end = lineEnd
      defer { move(to: end) }
      return entry(key, start, Array(bytes[written..<end]), .none)
    }
    let quoting: Dotenv.Quoting = quote == UInt8(ascii: "'") ? .single : .double
    let inside = position + 1
    guard let closing = closing(quote, from: inside) else {
      let end = lineEnd
      defer { move(to: end) }
      return entry(key, start, Array(bytes[inside..<end]), quoting, isTerminated: false)
    }
    defer { move(to: closing + 1) }
    return entry(key, start, Array(bytes[inside..<closing]), quoting)
  }

  /// Where the quote ends; a backslash takes the byte behind it along.
  private func closing(_ quote: UInt8, from start: Int) -> Int? {
    var index = start
    while let end = ByteText.index(of: quote, in: bytes, from: index) {
      guard
        let escape = ByteText.index(of: UInt8(ascii: "\\"), in: bytes, from: index, to: end)
      else { return end }
      index = escape + 2
    }
    return nil
  }

  private func entry(
    _ key: String, _ line: Int, _ raw: [UInt8], _ quoting: Dotenv.Quoting,
    isInherited: Bool = false, isTerminated: Bool = true
  ) -> Dotenv.Entry {
    .init(
      key: key, line: line, raw: raw, quoting: quoting, isInherited: isInherited,
      isTerminated: isTerminated)
  }
}
