internal import Crypto

/// A value as programs print it in quotes, in base64 and in URLs.
enum EscapedForms {
  private enum Style: CaseIterable {
    /// Go's JSON encoder, which also escapes `<`, `>` and `&`.
    case json
    /// Other JSON encoders.
    case plainJSON
    /// Go's `%q`, which logs use.
    case goQuoted
  }

  private static let hex = Array("0123456789abcdef".utf8)

  /// Bytes from which on a value is looked for in base64 and in URLs, and up to which: a file as a
  /// whole is not.
  private static let encodable = 8...4096

  /// Every form that differs from the value itself.
  static func of(_ value: [UInt8]) -> [[UInt8]] {
    escaped(value) + (encodable.contains(value.count) ? encoded(value) : [])
  }

  /// As base64 has it, without the end that depends on what follows, and as URLs have it.
  private static func encoded(_ value: [UInt8]) -> [[UInt8]] {
    let whole = Base64.encode(Array(value.prefix(value.count / 3 * 3)), .none)
    let url = PercentEncoding.encode(value)
    return [whole] + (url == value ? [] : [url])
  }

  private static func escaped(_ value: [UInt8]) -> [[UInt8]] {
    guard needsEscape(value) else { return [] }
    var forms = Style.allCases.map { escape(value, $0) }
    let doubled = ByteText.split(value, at: UInt8(ascii: "$"))
      .map { Array(value[$0]) }.joined(separator: Array("$$".utf8))
    forms.append(Array(doubled))
    forms.append(Array(String(decoding: value, as: UTF8.self).utf8))
    return forms.reduce(into: []) { unique, form in
      if form != value, !unique.contains(form) { unique.append(form) }
    }
  }

  /// Whether anything in the value is ever written otherwise.
  private static func needsEscape(_ value: [UInt8]) -> Bool {
    value.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return false }
      var index = 0
      while index < buffer.count {
        let byte = bytes[index]
        if byte < 40
          ? byte != 32 && byte != 33 : byte > 126 || byte == 92 || byte == 60 || byte == 62
        {
          return true
        }
        index &+= 1
      }
      return false
    }
  }

  private static func escape(_ value: [UInt8], _ style: Style) -> [UInt8] {
    let bytes = style == .goQuoted ? value : Array(String(decoding: value, as: UTF8.self).utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 4)
    let isValid =
      style != .goQuoted || String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(bytes)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [92, byte]
      case 10: result += Array("\\n".utf8)
      case 13: result += Array("\\r".utf8)
      case 9: result += Array("\\t".utf8)
      case 8: result += Array("\\b".utf8)
      case 12: result += Array("\\f".utf8)
      case 7 where style == .goQuoted: result += Array("\\a".utf8)
      case 11 where style == .goQuoted: result += Array("\\v".utf8)
      case 0..<32, 127: result += numeric(byte, style)
      case 38, 60, 62: result += style == .json ? numeric(byte, style) : [byte]
      case 128... where !isValid: result += numeric(byte, style)
      default: result.append(byte)
      }
    }
    return result
  }

  private static func numeric(_ byte: UInt8, _ style: Style) -> [UInt8] {
    let digits = [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    return Array((style == .goQuoted ? "\\x" : "\\u00").utf8) + digits
  }
}
