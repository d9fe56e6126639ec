/// The kinds of values that a JSON text holds.
public enum JSONKind: Sendable {
  case object, list, string, number, flag, null
}

/// A JSON text (RFC 8259), read piece by piece from its start: what is not asked for is skipped.
///
/// The list of containers is read in every cycle, and Foundation's decoder would take longer for
/// it than all the rest of a cycle that has nothing to do.
public struct JSONReader {
  /// The text is not what it should be: no JSON, cut off, or another kind of value.
  public struct Fault: Error {
    public init() {}
  }

  /// How deep lists and objects may be nested.
  static let depthLimit = 100

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  /// Whether the list or object at hand was only just opened.
  private var isFirst = false

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Enters a list; each item follows a `true` of `item()`.
  ///
  /// - Returns: false where there is `null` instead.
  public mutating func list() throws(Fault) -> Bool { try open(UInt8(ascii: "[")) }

  /// Enters an object; each value follows a key of `key()`.
  ///
  /// - Returns: false where there is `null` instead.
  public mutating func object() throws(Fault) -> Bool { try open(UInt8(ascii: "{")) }

  /// Whether another item follows; the list is left behind where none does.
  public mutating func item() throws(Fault) -> Bool { try !close(UInt8(ascii: "]")) }

  /// The next key; the object is left behind where there is none.
  public mutating func key() throws(Fault) -> JSONText? {
    if try close(UInt8(ascii: "}")) { return nil }
    let key = try text()
    try expect(UInt8(ascii: ":"))
    return key
  }

  /// A string; nil for `null`.
  public mutating func string() throws(Fault) -> String? {
    literal("null") ? nil : try text().decoded()
  }

  /// A list of strings; none for `null`.
  public mutating func strings() throws(Fault) -> [String] {
    guard try list() else { return [] }
    var result: [String] = []
    while try item() { result.append(try text().decoded()) }
    return result
  }

  /// A whole number; nil for `null`.
  public mutating func integer() throws(Fault) -> Int64? {
    if literal("null") { return nil }
    let start = position
    skipNumber()
    guard let number = Int64(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw Fault()
    }
    return number
  }

  /// A number as it is written: it may say more digits than any type here holds.
  public mutating func number() throws(Fault) -> String {
    let start = next()
    skipNumber()
    if position == start { throw Fault() }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// What the next value is, told by its first byte; nil where none begins there.
  public mutating func kind() -> JSONKind? {
    guard let first = peek() else { return nil }
    return switch first {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .list
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .flag
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    default: nil
    }
  }

  /// How many bytes were read.
  public var offset: Int { min(position, bytes.count) }

  /// `true` or `false`; nil for `null`.
  public mutating func flag() throws(Fault) -> Bool? {
    if literal("null") { return nil }
    if literal("true") { return true }
    guard literal("false") else { throw Fault() }
    return false
  }

  /// Leaves a value behind, whatever it is.
  public mutating func skip() throws(Fault) {
    guard let byte = peek() else { throw Fault() }
    switch byte {
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "{"):
      _ = try object()
      while try key() != nil { try skip() }
    case UInt8(ascii: "["):
      _ = try list()
      while try item() { try skip() }
    default:
      if literal("null") || literal("true") || literal("false") { return }
      let start = position
      skipNumber()
      if position == start { throw Fault() }
    }
  }

  /// - Throws: `Fault` where anything but blanks follows.
  public mutating func end() throws(Fault) { if peek() != nil { throw Fault() } }

  private mutating func open(_ bracket: UInt8) throws(Fault) -> Bool {
    if literal("null") { return false }
    try expect(bracket)
    depth += 1
    if depth > JSONReader.depthLimit { throw Fault() }
    isFirst = true
    return true
  }

  /// Whether the closing bracket stands here; else what is before the next item is left behind.
  private mutating func close(_ bracket: UInt8) throws(Fault) -> Bool {
    defer { isFirst = false }
    if peek() == bracket {
      position += 1
      depth -= 1
      return true
    }
    if !isFirst { try expect(UInt8(ascii: ",")) }
    return false
  }

  private mutating func expect(_ byte: UInt8) throws(Fault) {
    guard peek() == byte else { throw Fault() }
    position += 1
  }

  /// The position of the next byte that is not blank.
  private mutating func next() -> Int {
    while position < bytes.count,
      bytes[position] == 0x20 || bytes[position] == 0x0a || bytes[position] == 0x0d
        || bytes[position] == 0x09
    { position += 1 }
    return position
  }

  private mutating func peek() -> UInt8? { next() < bytes.count ? bytes[position] : nil }

  private mutating func literal(_ word: StaticString) -> Bool {
    let end = next() + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position] == word.utf8Start[0],
      JSONText(bytes[position..<end], isEscaped: false) == word
    else {
      return false
    }
    position = end
    return true
  }

  private mutating func skipNumber() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
      default: return
      }
    }
  }

  private mutating func text() throws(Fault) -> JSONText {
    try expect(UInt8(ascii: "\""))
    let start = position
    var isEscaped = false
    // most of an answer is strings: no counter in memory and no check of bounds for each byte
    position = bytes.withUnsafeBufferPointer { buffer in
      var index = start
      while index < buffer.count, buffer[index] != UInt8(ascii: "\"") {
        if buffer[index] == UInt8(ascii: "\\") {
          isEscaped = true
          index += 1
        }
        index += 1
      }
      return index + 1
    }
    guard position <= bytes.count else { throw Fault() }
    return JSONText(bytes[start..<(position - 1)], isEscaped: isEscaped)
  }
}
