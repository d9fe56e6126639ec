internal import Crypto

/// SOPS files in the dotenv format, with age X25519 keys.
///
/// SOPS hides values; it does not prove who wrote them. Keys, comments and empty values are not
/// authenticated, and anybody who knows a recipient can write a valid file.
public enum Sops {
  // The version of sops whose files these are; sops refuses files without one.
  private static let version = "3.13.2"

  /// Whether a file holds SOPS metadata, without reading it further.
  public static func isEncryptedDotenv(_ file: [UInt8]) -> Bool {
    ByteText.split(file, at: 10).contains {
      file[$0].starts(with: SopsDocument.metadataPrefix)
    }
  }

  /// What `sops -d` prints, byte for byte.
  ///
  /// - Parameters:
  ///   - file: the encrypted file.
  ///   - identities: tried in order on each recipient.
  /// - Throws: every failure sops reports, and also text behind a value's closing bracket, values
  ///   of type `bytes` or `comment`, and rules that are no valid regular expression.
  public static func decryptDotenv(
    _ file: [UInt8], with identities: [Identity]
  ) throws(SecretsError) -> [UInt8] {
    let document = try SopsDocument(file)
    guard !document.metadata.isEmpty else { throw SecretsError(.notEncrypted) }
    let metadata = try SopsMetadata(SopsNode(document.metadata))
    let key = try SopsDataKey.open(metadata, with: identities)

    var selector = SopsSelector(metadata.rule)
    var mac = SopsMAC(encryptedOnly: metadata.macOnlyEncrypted)
    var plaintext = SopsDocument()
    for (item, line) in document.items {
      switch item {
      case .comment(let text):
        let isEncrypted = selector.isEncrypted(comment: text)
        let comment = isEncrypted ? try open(comment: text, key, line) : text
        plaintext.items.append((.comment(comment), line))
      case .pair(let name, let value):
        let isEncrypted = selector.isEncrypted(key: name)
        let opened = isEncrypted ? try open(value, of: name, key, line) : .string(value)
        mac.update(opened.authenticated, isEncrypted: isEncrypted)
        plaintext.items.append((.pair(key: name, value: opened.text), line))
      }
    }
    try check(metadata, computed: mac.finish(), key)
    return plaintext.encode()
  }

  /// An encrypted file that sops reads too: every value but those of keys that end in
  /// `_unencrypted`, and every comment.
  ///
  /// - Parameters:
  ///   - plaintext: a dotenv file.
  ///   - recipients: each of them can decrypt it alone.
  ///   - seconds: the time of encryption, in seconds since 1970.
  /// - Throws: `malformed` for lines that are no dotenv and for keys that begin with `sops_`.
  public static func encryptDotenv(
    _ plaintext: [UInt8], to recipients: [Recipient], at seconds: Int64
  ) throws(SecretsError) -> [UInt8] {
    guard !recipients.isEmpty else { throw SecretsError(.malformed("no recipient given")) }
    var document = try SopsDocument(plaintext)
    if let first = document.metadata.first {
      throw SecretsError(
        .malformed("keys cannot begin with sops_; is the file encrypted already?"), line: first.line
      )
    }
    let key = SecretBytes.random(count: SopsDataKey.size)
    var mac = SopsMAC(encryptedOnly: false)
    var selector = SopsSelector(.unencryptedSuffix(Array(SopsRule.defaultSuffix.utf8)))
    for index in document.items.indices {
      document.items[index].item = seal(document.items[index].item, key, &selector, &mac)
    }
    let time = Timestamp(unix: seconds).seconds
    document.metadata = try metadata(recipients, key, time, mac.finish())
    return document.encode()
  }

  private static func seal(
    _ item: SopsDocument.Item, _ key: borrowing SecretBytes, _ selector: inout SopsSelector,
    _ mac: inout SopsMAC
  ) -> SopsDocument.Item {
    switch item {
    case .comment(let text):
      return .comment(SopsCipher.seal(text, type: "comment", key: key, additional: [colon]))
    case .pair(let name, let value):
      let isEncrypted = selector.isEncrypted(key: name)
      mac.update(value, isEncrypted: isEncrypted)
      guard isEncrypted else { return item }
      let sealed = SopsCipher.seal(value, type: "str", key: key, additional: name + [colon])
      return .pair(key: name, value: sealed)
    }
  }

  private static func metadata(
    _ recipients: [Recipient], _ key: borrowing SecretBytes, _ time: String, _ mac: [UInt8]
  ) throws(SecretsError) -> [(name: String, value: [UInt8], line: Int)] {
    var fields: [(name: String, value: [UInt8], line: Int)] = []
    var seen: Set<Recipient> = []
    for recipient in recipients where seen.insert(recipient).inserted {
      let prefix = "age__list_\(seen.count - 1)__map_"
      fields.append((prefix + "enc", try SopsDataKey.seal(key, to: recipient), 0))
      fields.append((prefix + "recipient", Array(recipient.description.utf8), 0))
    }
    let sealed = SopsCipher.seal(mac, type: "str", key: key, additional: Array(time.utf8))
    return fields + [
      ("lastmodified", Array(time.utf8), 0), ("mac", sealed, 0),
      ("unencrypted_suffix", Array(SopsRule.defaultSuffix.utf8), 0),
      ("version", Array(version.utf8), 0),
    ]
  }

  private static let colon = UInt8(ascii: ":")

  private static func open(
    _ text: [UInt8], of name: [UInt8], _ key: borrowing SecretBytes, _ line: Int
  ) throws(SecretsError) -> SopsValue {
    guard !text.isEmpty else { return .string([]) }
    let shown = ByteText.printable(name)
    guard let cipher = SopsCipher(text) else {
      throw SecretsError(.malformed("the value of \(shown) is no valid ENC[...] text"), line: line)
    }
    guard let bytes = cipher.open(key: key, additional: name + [colon]) else {
      throw SecretsError(.valueTampered(key: shown), line: line)
    }
    guard let value = SopsValue(bytes, type: cipher.type) else {
      let what = "the value of \(shown) does not fit its type, or is of a type dotenv cannot hold"
      throw SecretsError(.malformed(what), line: line)
    }
    if case .comment = value {
      throw SecretsError(.malformed("the value of \(shown) is labelled a comment"), line: line)
    }
    return value
  }

  /// A comment that does not decrypt stays as it stands: nothing authenticates comments.
  private static func open(
    comment text: [UInt8], _ key: borrowing SecretBytes, _ line: Int
  ) throws(SecretsError) -> [UInt8] {
    guard let cipher = SopsCipher(text), let bytes = cipher.open(key: key, additional: [colon])
    else { return text }
    switch SopsValue(bytes, type: cipher.type) {
    case .comment(let comment), .string(let comment): return comment
    case nil: return text
    default:
      throw SecretsError(.malformed("a comment is labelled as another type"), line: line)
    }
  }

  private static func check(
    _ metadata: SopsMetadata, computed: [UInt8], _ key: borrowing SecretBytes
  ) throws(SecretsError) {
    guard let cipher = SopsCipher(metadata.mac), cipher.type == "str",
      let stored = cipher.open(key: key, additional: Array(metadata.lastModified.utf8)),
      ConstantTime.equal(stored, computed)
    else { throw SecretsError(.macMismatch) }
  }
}
