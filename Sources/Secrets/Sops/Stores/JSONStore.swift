internal import JSON

/// JSON files: one object, its keys in order (section 6).
enum JSONStore {
  /// Reads a file.
  ///
  /// - Throws: `malformed`, with the line that was reached.
  static func read(_ file: [UInt8]) throws(SecretsError) -> [SopsItem] {
    var reader = JSONTreeReader(file)
    do throws(JSONReader.Fault) {
      return try reader.object()
    } catch {
      throw SecretsError(.malformed("not a json object, or a damaged one"), line: reader.line)
    }
  }

  /// The text of a file, indented by tabs; comments have no place in JSON.
  static func write(_ items: [SopsItem]) -> [UInt8] {
    var text: [UInt8] = []
    append(.branch(items), to: &text, depth: 0)
    text.append(10)
    return text
  }

  private static func append(_ node: SopsNode, to text: inout [UInt8], depth: Int) {
    switch node {
    case .null: text += Array("null".utf8)
    case .leaf(let value): text += scalar(value)
    case .branch(let items): append(items, "{", "}", to: &text, depth)
    case .list(let items): append(items, "[", "]", to: &text, depth)
    }
  }

  private static func append(
    _ items: [SopsItem], _ opening: Unicode.Scalar, _ closing: Unicode.Scalar,
    to text: inout [UInt8], _ depth: Int
  ) {
    text.append(UInt8(ascii: opening))
    var isFirst = true
    for item in items where !item.isComment {
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      breakLine(&text, depth + 1)
      if let key = item.key { text += JSONQuoted.text(key) + Array(": ".utf8) }
      append(item.node, to: &text, depth: depth + 1)
    }
    if !isFirst { breakLine(&text, depth) }
    text.append(UInt8(ascii: closing))
  }

  private static func breakLine(_ text: inout [UInt8], _ depth: Int) {
    text.append(10)
    text += [UInt8](repeating: 9, count: depth)
  }

  private static func scalar(_ value: SopsValue) -> [UInt8] {
    switch value {
    case .string(let bytes): JSONQuoted.text(bytes)
    case .integer, .boolean: value.text
    case .float(let number): Array(DecimalText(number).json.utf8)
    case .time(let time): JSONQuoted.text(Array(time.nanoseconds.utf8))
    }
  }
}

/// Strings as Go's encoder writes them: safe inside HTML too.
enum JSONQuoted {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "\"")]
    text.reserveCapacity(bytes.count + 2)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      append(scalar, to: &text)
    }
    text.append(UInt8(ascii: "\""))
    return text
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    switch scalar {
    case "\"", "\\": text += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
    case "\n": text += Array("\\n".utf8)
    case "\r": text += Array("\\r".utf8)
    case "\t": text += Array("\\t".utf8)
    case "\u{8}": text += Array("\\b".utf8)
    case "\u{c}": text += Array("\\f".utf8)
    case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<" ":
      text += Array("\\u".utf8)
      for shift in [12, 8, 4, 0] { text.append(digits[Int(scalar.value >> UInt32(shift) & 15)]) }
    default:
      if scalar.isASCII {
        text.append(UInt8(scalar.value))
      } else {
        text += Array(String(scalar).utf8)
      }
    }
  }
}
