import Glibc

/// Searching and replacing in bytes that may be no valid UTF-8; fast in debug builds too.
enum ByteText {
  /// The first `byte` at or after `start`.
  static func index(of byte: UInt8, in bytes: [UInt8], from start: Int = 0) -> Int? {
    index(of: byte, in: bytes, from: start, to: bytes.count)
  }

  /// The first `byte` in `start..<end`.
  static func index(of byte: UInt8, in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress, let hit = memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return UnsafeRawPointer(hit) - base
    }
  }

  /// Whether `other` stands somewhere in the bytes.
  static func contains(_ other: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = other.first else { return true }
    var start = 0
    while let hit = index(of: first, in: bytes, from: start) {
      if bytes[hit...].starts(with: other) { return true }
      start = hit + 1
    }
    return false
  }

  /// Whether both are of the same length and content.
  static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && (left.isEmpty || memcmp(left, right, left.count) == 0)
  }

  /// Pieces between `byte`, empty ones included.
  static func split(_ bytes: [UInt8], at byte: UInt8) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while let end = index(of: byte, in: bytes, from: start) {
      pieces.append(start..<end)
      start = end + 1
    }
    pieces.append(start..<bytes.count)
    return pieces
  }

  /// Every occurrence of the two bytes `first`, `second`, in order, without overlap.
  static func pairs(_ first: UInt8, _ second: UInt8, in bytes: [UInt8]) -> [Int] {
    var found: [Int] = []
    var start = 0
    while let index = index(of: first, in: bytes, from: start), index + 1 < bytes.count {
      let hit = bytes[index + 1] == second
      if hit { found.append(index) }
      start = index + (hit ? 2 : 1)
    }
    return found
  }

  /// `bytes` with every two-byte `\n` turned into a line feed.
  static func unescapingNewlines(_ bytes: [UInt8]) -> [UInt8] {
    replacing(pairs(UInt8(ascii: "\\"), UInt8(ascii: "n"), in: bytes), of: 2, in: bytes, by: [10])
  }

  /// `bytes` with every line feed turned into the two bytes `\n`.
  static func escapingNewlines(_ bytes: [UInt8]) -> [UInt8] {
    let feeds = split(bytes, at: 10).dropLast().map(\.upperBound)
    return replacing(feeds, of: 1, in: bytes, by: Array("\\n".utf8))
  }

  /// `bytes` with the `length` bytes at each of `starts` (ascending) turned into `other`.
  static func replacing(
    _ starts: [Int], of length: Int, in bytes: [UInt8], by other: [UInt8]
  ) -> [UInt8] {
    guard !starts.isEmpty else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + starts.count * (other.count - length))
    var position = 0
    for start in starts {
      result += bytes[position..<start]
      result += other
      position = start + length
    }
    result += bytes[position...]
    return result
  }

  /// A name for messages: printable ASCII, at most `limit` characters.
  static func printable(_ bytes: [UInt8], limit: Int = 70) -> String {
    let shown = bytes.prefix(limit).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }
    return String(decoding: shown, as: UTF8.self) + (bytes.count > limit ? "..." : "")
  }
}
