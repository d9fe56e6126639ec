internal import Glibc

/// A string of a JSON text, as it is written between its quotes.
public struct JSONText {
  private let bytes: ArraySlice<UInt8>
  private let isEscaped: Bool

  init(_ bytes: ArraySlice<UInt8>, isEscaped: Bool) {
    self.bytes = bytes
    self.isEscaped = isEscaped
  }

  /// Whether it is written so; a word that is spelled with escapes counts as another one.
  public static func == (left: JSONText, right: StaticString) -> Bool {
    let count = right.utf8CodeUnitCount
    guard left.bytes.count == count else { return false }
    return left.bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.map { memcmp($0, right.utf8Start, count) == 0 } ?? true
    }
  }

  public static func ~= (word: StaticString, text: JSONText) -> Bool { text == word }

  /// What it means (RFC 8259, section 7).
  public func decoded() throws(JSONReader.Fault) -> String {
    if !isEscaped { return String(decoding: bytes, as: UTF8.self) }
    var units: [UInt16] = []
    var rest = bytes
    while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
      units += Array(String(decoding: rest[..<backslash], as: UTF8.self).utf16)
      rest = rest[(backslash + 1)...]
      units.append(try JSONText.escape(&rest))
    }
    units += Array(String(decoding: rest, as: UTF8.self).utf16)
    return String(decoding: units, as: UTF16.self)
  }

  private static func escape(_ rest: inout ArraySlice<UInt8>) throws(JSONReader.Fault) -> UInt16 {
    guard let byte = rest.popFirst() else { throw JSONReader.Fault() }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      let digits = rest.prefix(4)
      rest = rest.dropFirst(4)
      guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw JSONReader.Fault() }
      return unit
    default: throw JSONReader.Fault()
    }
  }
}
