/// White space as Go's `unicode.IsSpace` knows it, in UTF-8.
enum Blank {
  /// How many bytes the white space at `index` takes, line feeds included; nil where there is none.
  static func width(at index: Int, in bytes: [UInt8]) -> Int? {
    guard index < bytes.count else { return nil }
    if bytes[index] == 32 || (9...13).contains(bytes[index]) { return 1 }
    guard bytes[index] >= 0xC2 else { return nil }
    return wide.first { bytes[index...].starts(with: $0) }?.count
  }

  /// As ``width(at:in:)``, for what compose-go skips within a line.
  static func lineWidth(at index: Int, in bytes: [UInt8]) -> Int? {
    guard index < bytes.count, bytes[index] != 10, let width = width(at: index, in: bytes) else {
      return nil
    }
    return width <= 2 ? width : nil
  }

  /// `end`, moved before the white space in front of it.
  static func trimmedEnd(of bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var end = end
    while let width = (1...3).first(where: {
      end - $0 >= start && self.width(at: end - $0, in: bytes) == $0
    }) {
      end -= width
    }
    return end
  }

  private static let wide: [[UInt8]] =
    (["\u{85}", "\u{A0}", "\u{1680}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}"]
    + (0x2000...0x200A).compactMap { Unicode.Scalar($0).map(String.init) })
    .map { Array($0.utf8) }
}
