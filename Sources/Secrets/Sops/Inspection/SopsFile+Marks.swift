extension SopsFile {
  /// What two files have in common only where they have the same data key: the ends of encrypted
  /// values and of the age files that hold the key, in which nothing is alike by chance.
  public var keyMarks: Set<[UInt8]> {
    let values = leaves.filter { $0.isEncrypted && SopsCipher($0.text) != nil }.map(\.text)
    return Set((values + wraps.values).map { Array($0.suffix(Self.markLength)) })
  }

  /// Bytes that hold the whole nonce and tag of a value, or most of a wrapped key.
  private static let markLength = 160
}
