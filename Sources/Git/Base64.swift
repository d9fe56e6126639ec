/// Base64 (RFC 4648, section 4), as OpenSSH's files and fingerprints have it.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// - Parameter padded: whether "=" fills the last group.
  static func encode(_ bytes: [UInt8], padded: Bool = true) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for index in 0...group.count { result.append(alphabet[Int(bits >> (18 - 6 * index)) & 63]) }
      if padded { result += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// - Returns: nil for text with any other character; padding may be missing.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var (result, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") { break }
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }
}
