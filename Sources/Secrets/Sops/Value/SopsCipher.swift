internal import Crypto

/// The textual form of an encrypted value, `ENC[AES256_GCM,data:...,iv:...,tag:...,type:...]`
/// (section 2).
struct SopsCipher {
  /// How every encrypted value begins.
  static let opening = Array("ENC[AES256_GCM,".utf8)
  private static let fieldNames = ["data:", "iv:", "tag:", "type:"].map { Array($0.utf8) }
  static let vectorSize = 32

  private let ciphertext: [UInt8]
  private let tag: [UInt8]
  let vector: [UInt8]
  /// The label, which nothing authenticates.
  let type: String

  /// Reads the text, which must end with its bracket: sops ignores what follows it.
  init?(_ text: [UInt8]) {
    guard text.starts(with: Self.opening), text.last == UInt8(ascii: "]"),
      ByteText.index(of: 10, in: text) == nil
    else { return nil }
    let inner = Array(text[Self.opening.count..<(text.count - 1)])
    let ranges = ByteText.split(inner, at: UInt8(ascii: ","))
    guard ranges.count == Self.fieldNames.count else { return nil }
    var fields: [[UInt8]] = []
    for (range, name) in zip(ranges, Self.fieldNames) {
      guard inner[range].starts(with: name), range.count > name.count else { return nil }
      fields.append(Array(inner[range].dropFirst(name.count)))
    }
    guard let data = Base64.decodeLenient(fields[0]), let vector = Base64.decodeLenient(fields[1]),
      let tag = Base64.decodeLenient(fields[2])
    else { return nil }
    // Where the two are cut does not matter to sops: the tag is the last 16 bytes of both.
    let sealed = data + tag
    ciphertext = Array(sealed.dropLast(AES256GCM.tagSize))
    self.tag = Array(sealed.suffix(AES256GCM.tagSize))
    self.vector = vector
    type = String(decoding: fields[3], as: UTF8.self)
  }

  /// The decrypted bytes, or nil where anything was changed.
  func open(key: borrowing SecretBytes, additional: [UInt8]) -> [UInt8]? {
    AES256GCM.open(ciphertext, tag: tag, key: key, vector: vector, additional: additional)
  }

  /// The textual form of `plaintext`; empty stays empty.
  ///
  /// - Parameter vector: the initialisation vector, never used for another plaintext under this key.
  static func seal(
    _ plaintext: [UInt8], type: String, key: borrowing SecretBytes, additional: [UInt8],
    vector: [UInt8] = Random.bytes(count: vectorSize)
  ) -> [UInt8] {
    guard !plaintext.isEmpty else { return [] }
    let (ciphertext, tag) = AES256GCM.seal(
      plaintext, key: key, vector: vector, additional: additional)
    var text = opening
    let values = [ciphertext, vector, tag].map { Base64.encode($0, .padded) } + [Array(type.utf8)]
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text += fieldNames[index] + value
    }
    return text + [UInt8(ascii: "]")]
  }
}
