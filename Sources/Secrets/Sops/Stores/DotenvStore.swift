/// Dotenv files as SOPS cuts them: byte lines, no charset, no quotes (section 1).
enum DotenvStore {
  /// Reads a file. `\n` in a value stands for a line feed, and is one in the tree.
  static func read(_ file: [UInt8]) throws(SecretsError) -> [SopsItem] {
    var items: [SopsItem] = []
    for (index, range) in ByteText.split(file, at: 10).enumerated() where !range.isEmpty {
      items.append(try item(range, of: file, line: index + 1))
    }
    return items
  }

  private static func item(
    _ range: Range<Int>, of file: [UInt8], line: Int
  ) throws(SecretsError) -> SopsItem {
    if file[range.lowerBound] == UInt8(ascii: "#") {
      return .comment(Array(file[range].dropFirst()), line: line)
    }
    let sign = UInt8(ascii: "=")
    guard
      let equals = ByteText.index(of: sign, in: file, from: range.lowerBound, to: range.upperBound)
    else {
      throw SecretsError(.malformed("expected KEY=value, a comment or an empty line"), line: line)
    }
    let value = ByteText.unescapingNewlines(Array(file[(equals + 1)..<range.upperBound]))
    let key = Array(file[range.lowerBound..<equals])
    return SopsItem(label: .key(key), node: .leaf(.string(value)), line: line)
  }

  /// The text of a file; every line ends in LF.
  ///
  /// - Throws: `malformed` for what is no flat list of values.
  static func write(_ items: [SopsItem]) throws(SecretsError) -> [UInt8] {
    var text: [UInt8] = []
    for item in items {
      guard case .leaf(let value) = item.node else {
        let key = ByteText.printable(item.key ?? [])
        throw SecretsError(.malformed("\(key) is no single value: dotenv cannot hold it"))
      }
      if let key = item.key {
        text += key
        text.append(UInt8(ascii: "="))
      } else {
        text.append(UInt8(ascii: "#"))
      }
      text += ByteText.escapingNewlines(value.text)
      text.append(10)
    }
    return text
  }
}
