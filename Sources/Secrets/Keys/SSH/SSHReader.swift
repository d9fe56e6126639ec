internal import Crypto

/// Reads the data types of RFC 4251, section 5. Hands out places instead of bytes, so that what
/// is secret among them stands in one array alone, which is wiped.
struct SSHReader {
  private var content: [UInt8]
  private var position: Int
  private var end: Int

  /// - Parameter bytes: must not be used any more where it holds a secret.
  init(taking bytes: consuming [UInt8]) {
    content = consume bytes
    position = 0
    end = content.count
  }

  var isAtEnd: Bool { position == end }

  /// What stands in a place.
  func bytes(_ place: Range<Int>) -> [UInt8] { Array(content[place]) }

  /// The same, for keys.
  func secret(_ place: Range<Int>) -> SecretBytes { SecretBytes(copying: content[place]) }

  func byte(at index: Int) -> UInt8 { content[index] }

  mutating func number() -> Int? {
    guard let place = take(4) else { return nil }
    return content[place].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The place of a string, whose length stands before it.
  mutating func string() -> Range<Int>? {
    guard let length = number() else { return nil }
    return take(length)
  }

  mutating func take(_ count: Int) -> Range<Int>? {
    guard count <= end - position else { return nil }
    defer { position += count }
    return position..<(position + count)
  }

  /// Goes on inside a place alone.
  mutating func enter(_ place: Range<Int>) {
    position = place.lowerBound
    end = place.upperBound
  }

  /// What is left.
  var rest: Range<Int> { position..<end }

  mutating func wipe() {
    Wipe.bytes(&content)
    (position, end) = (0, 0)
  }

  /// The bytes of a string with its length before it.
  static func string(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
  }
}
