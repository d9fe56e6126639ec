/// Encrypted values anywhere in a text, told by how each of them begins.
public enum Ciphertext {
  /// Whether one stands there.
  public static func isIn(_ bytes: [UInt8]) -> Bool {
    ByteText.contains(SopsCipher.opening, in: bytes)
  }

  /// The lines, from 1, in which some stand.
  public static func lines(in bytes: [UInt8]) -> [Int] {
    guard isIn(bytes) else { return [] }
    return ByteText.split(bytes, at: 10).enumerated()
      .filter { isIn(Array(bytes[$0.element])) }.map { $0.offset + 1 }
  }
}
