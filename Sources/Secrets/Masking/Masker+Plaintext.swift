extension Masker {
  /// Bytes of a file of unknown form above which it is not looked at: no message quotes from it.
  private static let limit = 256 << 10

  /// Adds the values of a decrypted file: those of dotenv, each text of yaml and json, and each line
  /// of anything else.
  ///
  /// - Parameter name: the file's name, which tells its form.
  public mutating func add(plaintext bytes: [UInt8], named name: String) {
    let format = SopsFormat(ofPlaintext: name)
    if format == .dotenv { return add(dotenv: bytes) }
    if format != .binary, let tree = try? format.read(plaintext: bytes) {
      for items in tree { add(items) }
    } else if bytes.count <= Self.limit {
      for range in ByteText.split(bytes, at: 10) { add(value: Array(bytes[range])) }
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
      case .branch(let inner), .list(let inner): add(inner)
      default: break
      }
    }
  }
}
