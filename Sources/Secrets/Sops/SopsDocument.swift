/// A dotenv file as SOPS cuts it: byte lines, no charset, no quotes (specification, section 1).
struct SopsDocument {
  /// One line of data.
  enum Item {
    /// What follows `#`, verbatim.
    case comment([UInt8])
    /// `\n` in the value stands for a line feed and is one already.
    case pair(key: [UInt8], value: [UInt8])
  }

  static let metadataPrefix = Array("sops_".utf8)

  /// Data in file order with their line, from 1.
  var items: [(item: Item, line: Int)] = []
  /// Metadata with the prefix cut off.
  var metadata: [(name: String, value: [UInt8], line: Int)] = []

  init() {}

  /// Reads a file, encrypted or not.
  init(_ file: [UInt8]) throws(SecretsError) {
    for (index, range) in ByteText.split(file, at: 10).enumerated() where !range.isEmpty {
      try add(range, of: file, line: index + 1)
    }
  }

  private mutating func add(
    _ range: Range<Int>, of file: [UInt8], line: Int
  ) throws(SecretsError) {
    if file[range.lowerBound] == UInt8(ascii: "#") {
      items.append((.comment(Array(file[range].dropFirst())), line))
      return
    }
    let sign = UInt8(ascii: "=")
    guard
      let equals = ByteText.index(of: sign, in: file, from: range.lowerBound, to: range.upperBound)
    else {
      throw SecretsError(.malformed("expected KEY=value, a comment or an empty line"), line: line)
    }
    let key = Array(file[range.lowerBound..<equals])
    let value = ByteText.unescapingNewlines(Array(file[(equals + 1)..<range.upperBound]))
    if key.starts(with: Self.metadataPrefix) {
      let name = key.dropFirst(Self.metadataPrefix.count)
      metadata.append((String(decoding: name, as: UTF8.self), value, line))
    } else {
      items.append((.pair(key: key, value: value), line))
    }
  }

  /// The text of the file; every line ends in LF.
  func encode() -> [UInt8] {
    var text: [UInt8] = []
    for (item, _) in items {
      switch item {
      case .comment(let comment): text += [UInt8(ascii: "#")] + comment
      case .pair(let key, let value):
        text += key
        text.append(UInt8(ascii: "="))
        text += ByteText.escapingNewlines(value)
      }
      text.append(10)
    }
    for (name, value, _) in metadata {
      text += Self.metadataPrefix + Array(name.utf8) + [UInt8(ascii: "=")]
      text += ByteText.escapingNewlines(value) + [10]
    }
    return text
  }
}
