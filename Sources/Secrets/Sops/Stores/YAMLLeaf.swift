internal import YAML

/// Values of YAML and of SOPS.
enum YAMLLeaf {
  static func node(_ resolution: Resolution, line: Int) throws(SecretsError) -> SopsNode {
    switch resolution {
    case .null: return .null
    case .boolean(let value): return .leaf(.boolean(value))
    case .integer(let number): return .leaf(.integer(number))
    case .float(let number): return .leaf(.float(number))
    case .string(let text): return .leaf(.string(text))
    case .merge: return .leaf(.string(Array("<<".utf8)))
    case .time(let time):
      guard let time = Timestamp(time.description, strict: true) else {
        throw SecretsError(.malformed("a time with an offset that is none"), line: line)
      }
      return .leaf(.time(time))
    case .unsigned:
      throw SecretsError(
        .malformed("a number too large for sops: put it in quotes"), line: line)
    case .invalid:
      throw SecretsError(.malformed("a value that is not of the type its tag names"), line: line)
    }
  }
}

/// Comments as items: one for each line.
enum YAMLComment {
  /// - Parameter text: lines that begin with `#`, and empty ones, which are left out.
  static func items(_ text: [UInt8], _ line: Int, isInline: Bool = false) -> [SopsItem] {
    guard !text.isEmpty else { return [] }
    return text.split(separator: 0x0A).map {
      SopsItem.comment(Array($0.dropFirst()), isInline: isInline, line: line)
    }
  }

  /// A comment's text from items.
  static func text(_ lines: [[UInt8]]) -> [UInt8] {
    Array(lines.map { [UInt8(ascii: "#")] + $0 }.joined(separator: [0x0A]))
  }
}
