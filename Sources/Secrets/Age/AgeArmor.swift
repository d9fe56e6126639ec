internal import Crypto

/// The textual form of age files (age specification, "ASCII armor": strict PEM).
enum AgeArmor {
  private static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  private static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
  private static let columns = 64
  private static let maxWhitespace = 1024

  /// The binary file inside the armor.
  static func decode(_ text: [UInt8]) throws(AgeError) -> [UInt8] {
    var lines = Lines(text)
    try skipLeadingWhitespace(&lines)
    guard lines.next() == begin else { throw .armor("no begin line") }
    var bytes: [UInt8] = []
    while let line = lines.next() {
      if line == end {
        try checkTrailing(lines.rest)
        return bytes
      }
      guard let decoded = Base64.decode(line, .padded), !line.isEmpty, line.count <= columns else {
        throw .armor("a line is not canonical base64 of 1 to 64 characters")
      }
      bytes += decoded
      guard line.count == columns, decoded.count == columns / 4 * 3 else {
        guard lines.next() == end else { throw .armor("no end line after a short line") }
        try checkTrailing(lines.rest)
        return bytes
      }
    }
    throw .armor("no end line")
  }

  /// The armored form, with a line feed at its end.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text = begin + [10]
    let base64 = Base64.encode(bytes, .padded)
    for start in stride(from: 0, to: base64.count, by: columns) {
      text += base64[start..<min(start + columns, base64.count)] + [10]
    }
    return text + end + [10]
  }

  private static func skipLeadingWhitespace(_ lines: inout Lines) throws(AgeError) {
    var removed = 0
    while let line = lines.peek(), line.allSatisfy(isWhitespace) {
      removed += line.count + 1
      guard removed <= maxWhitespace else { throw .armor("too much white space before it") }
      _ = lines.next()
    }
  }

  private static func checkTrailing(_ rest: ArraySlice<UInt8>) throws(AgeError) {
    guard rest.allSatisfy(isWhitespace) else { throw .armor("text after the end line") }
    guard rest.count < maxWhitespace else { throw .armor("too much white space after it") }
  }

  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 32 || (9...13).contains(byte)
  }
}

/// Lines that end in LF or CR LF; the last one need not end.
private struct Lines {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  var rest: ArraySlice<UInt8> { text[position...] }

  func peek() -> [UInt8]? {
    var copy = self
    return copy.next()
  }

  mutating func next() -> [UInt8]? {
    guard position < text.count else { return nil }
    let end = text[position...].firstIndex(of: 10) ?? text.count
    var line = text[position..<end]
    if line.last == 13 { line.removeLast() }
    position = min(end + 1, text.count)
    return Array(line)
  }
}
