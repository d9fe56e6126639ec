internal import CSodium

/// Base 64 (RFC 4648, section 4), by libsodium: no table lookups that depend on the data.
public enum Base64 {
  /// Whether the text ends in `=` signs.
  public enum Padding: Sendable {
    /// Filled up to a multiple of four characters.
    case padded
    /// Without `=`.
    case none

    fileprivate var variant: Int32 {
      switch self {
      case .padded: Int32(sodium_base64_VARIANT_ORIGINAL)
      case .none: Int32(sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
      }
    }
  }

  /// The text of `bytes`, as ASCII, in one line.
  public static func encode(_ bytes: [UInt8], _ padding: Padding) -> [UInt8] {
    Sodium.ready()
    let size = sodium_base64_encoded_len(bytes.count, padding.variant)
    var text = [CChar](repeating: 0, count: size)
    sodium_bin2base64(&text, size, bytes, bytes.count, padding.variant)
    return text.dropLast().map(UInt8.init(bitPattern:))
  }

  /// The bytes of a canonical text: no other characters, padding as said, unused bits zero.
  public static func decode(_ text: [UInt8], _ padding: Padding) -> [UInt8]? {
    Sodium.ready()
    // libsodium takes some bytes above 127 for the character 128 below them.
    guard isASCII(text) else { return nil }
    var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 + 3)
    let room = bytes.count
    var size = 0
    let status = text.withUnsafeBytes { source in
      sodium_base642bin(
        &bytes, room, source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count,
        nil, &size, nil, padding.variant)
    }
    guard status == 0 else { return nil }
    bytes.removeLast(room - size)
    return bytes
  }

  /// The bytes of a padded text as the Go standard library reads it: CR and LF are skipped, and
  /// the unused bits of the last character may be anything.
  public static func decodeLenient(_ text: [UInt8]) -> [UInt8]? {
    if let bytes = decode(text, .padded) { return bytes }
    var text = text
    text.removeAll { $0 == 13 || $0 == 10 }
    let pads = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let last = text.count - pads - 1
    if pads > 0, last >= 0, let value = alphabet.firstIndex(of: text[last]) {
      text[last] = alphabet[value & ~((1 << (2 * pads)) - 1)]
    }
    return decode(text, .padded)
  }

  private static func isASCII(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { buffer in
      var (seen, index) = (UInt64(0), 0)
      while index &+ 8 <= buffer.count {
        seen |= buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      while index < buffer.count {
        seen |= UInt64(buffer[index])
        index &+= 1
      }
      return seen & 0x8080_8080_8080_8080 == 0
    }
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
