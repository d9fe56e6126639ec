extension Masker {
  /// Bytes of a file of unknown form above which it is not looked at.
  private static let limit = 256 << 10

  /// Adds the values of a decrypted file: those of dotenv, each text, number and time of yaml and
  /// json, and each line of anything else, together with the values of what it can be read as.
  ///
  /// - Parameter name: the file's name, which tells its form.
  public mutating func add(plaintext bytes: [UInt8], named name: String) {
    let format = SopsFormat(ofPlaintext: name)
    if format == .dotenv { return add(dotenv: bytes) }
    if format != .binary, let tree = try? format.read(plaintext: bytes) {
      for items in tree { add(items) }
    } else if bytes.count <= Self.limit {
      add(unknown: bytes)
    }
  }

  private mutating func add(unknown bytes: [UInt8]) {
    for range in ByteText.split(bytes, at: 10) { add(value: Array(bytes[range])) }
    add(dotenv: bytes)
    for format in [SopsFormat.json, .yaml] {
      guard let tree = try? format.read(plaintext: bytes) else { continue }
      for items in tree { add(items) }
      return
    }
  }

  private mutating func add(_ items: [SopsItem]) {
    for item in items where !item.isComment {
      switch item.node {
      case .leaf(.string(let text)):
        add(value: text)
        for range in ByteText.split(text, at: 10) where range.count < text.count {
          add(value: Array(text[range]))
        }
      case .leaf(.integer), .leaf(.float), .leaf(.time):
        guard case .leaf(let value) = item.node else { continue }
        for text in value.printed { add(value: text) }
      case .branch(let inner), .list(let inner): add(inner)
      default: break
      }
    }
  }
}

extension SopsValue {
  /// As yaml and json have it, and as people write it.
  fileprivate var printed: [[UInt8]] {
    switch self {
    case .float(let number): [text, authenticated, Array(DecimalText(number).json.utf8)]
    default: [text, authenticated]
    }
  }
}
