/// Reads the data types of RFC 4251, section 5. Hands out places instead of bytes, so that what
/// is secret among them stands in one array alone, which is wiped.
public struct SSHReader {
  private var content: [UInt8]
  private var position: Int
  private var end: Int

  /// - Parameter bytes: must not be used any more where it holds a secret.
  public init(taking bytes: consuming [UInt8]) {
    content = consume bytes
    position = 0
    end = content.count
  }

  /// Whether nothing is left.
  public var isAtEnd: Bool { position == end }

  /// What stands in a place.
  public func bytes(_ place: Range<Int>) -> [UInt8] { Array(content[place]) }

  /// The same, for keys.
  public func secret(_ place: Range<Int>) -> SecretBytes { SecretBytes(copying: content[place]) }

  /// The byte at a place's index.
  public func byte(at index: Int) -> UInt8 { content[index] }

  /// A number of 32 bits.
  public mutating func number() -> Int? {
    guard let place = take(4) else { return nil }
    return content[place].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The place of a string, whose length stands before it.
  public mutating func string() -> Range<Int>? {
    guard let length = number() else { return nil }
    return take(length)
  }

  /// The place of the next `count` bytes.
  public mutating func take(_ count: Int) -> Range<Int>? {
    guard count <= end - position else { return nil }
    defer { position += count }
    return position..<(position + count)
  }

  /// Goes on inside a place alone.
  public mutating func enter(_ place: Range<Int>) {
    position = place.lowerBound
    end = place.upperBound
  }

  /// What is left.
  public var rest: Range<Int> { position..<end }

  /// Forgets everything.
  public mutating func wipe() {
    Wipe.bytes(&content)
    (position, end) = (0, 0)
  }

  /// The bytes of a string with its length before it.
  public static func string(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
  }
}
