internal import Secrets

/// A file that has to be encrypted, as it stands in a tree.
struct CheckedSecret {
  enum Content {
    /// Nothing in it is encrypted.
    case plain
    /// It is encrypted and cannot be read.
    case damaged(SecretsError)
    /// It was encrypted on two sides, and git could not merge them.
    case conflicted
    case sealed(SopsFile)
  }

  let path: String
  let content: Content
  /// Where it holds variables: the names, and where each stands.
  let keys: [Key]
  /// The line of the first conflict that git left in what is encrypted.
  let conflict: Int?

  struct Key: Equatable {
    let name: String
    let line: Int
  }

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    conflict = CheckedSecret.conflict(bytes)
    content = conflict == nil ? CheckedSecret.read(path, bytes) : .conflicted
    keys =
      path.hasSuffix(".env")
      ? Dotenv(bytes).entries.compactMap { entry in
        entry.key.isEmpty || entry.key.hasPrefix("sops_")
          ? nil : Key(name: entry.key, line: entry.line)
      } : []
  }

  /// The file, where it is encrypted and sound.
  var sealed: SopsFile? {
    if case .sealed(let file) = content { file } else { nil }
  }

  /// The line of a variable, of which the last one counts.
  func line(of key: String) -> Int? { keys.last { $0.name == key }?.line }

  private static func read(_ path: String, _ bytes: [UInt8]) -> Content {
    do throws(SecretsError) {
      return .sealed(try SopsFile(bytes, as: try SopsFormat(of: path, bytes)))
    } catch {
      if error.code == .notEncrypted { return .plain }
      // conflict marks and cuts leave what was encrypted encrypted
      let isUnsupported = if case .unsupported = error.code { true } else { false }
      return isUnsupported || mark.isIn(bytes) ? .damaged(error) : .plain
    }
  }

  /// The line in which a conflict begins. A file without anything encrypted is plaintext and nothing
  /// else.
  private static func conflict(_ bytes: [UInt8]) -> Int? {
    guard bytes.contains(UInt8(ascii: "<")), mark.isIn(bytes) else { return nil }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    func first(_ sign: Character) -> Int? {
      lines.firstIndex { $0.starts(with: String(repeating: sign, count: 7).utf8) }
    }
    guard let begin = first("<"), let middle = first("="), let end = first(">"),
      begin < middle, middle < end
    else { return nil }
    return begin + 1
  }

  /// How each encrypted value begins.
  static let mark = ByteMark("ENC[AES256_GCM,")
}

extension SopsFile {
  /// Whether somebody with these keys, and nobody's help, can open it.
  func opens(with keys: Set<String>) -> Bool {
    let groups = recipients.count { !keys.isDisjoint(with: $0.map(RecipientText.plain)) }
    return groups >= (recipients.count > 1 ? max(2, threshold) : 1)
  }

  /// Whether one of these keys is among its recipients.
  func names(_ keys: Set<String>) -> Bool {
    recipients.contains { !keys.isDisjoint(with: $0.map(RecipientText.plain)) }
  }
}

/// Recipients as they are compared.
enum RecipientText {
  /// Without the comment behind an ssh key.
  static func plain(_ text: String) -> String {
    guard text.hasPrefix("ssh-") else { return text }
    return text.split(separator: " ").prefix(2).joined(separator: " ")
  }
}

extension RecipientText {
  /// Long enough to be told from others: `age1nhys...68gu`.
  static func short(_ text: String) -> String {
    guard text.hasPrefix("age1"), text.count > 20 else { return text }
    return "\(text.prefix(8))...\(text.suffix(4))"
  }
}

/// Some bytes that are searched for.
struct ByteMark: Sendable {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  func isIn(_ text: some Collection<UInt8>) -> Bool {
    var rest = Array(text)[...]
    while let start = rest.firstIndex(of: bytes[0]) {
      rest = rest[start...]
      if rest.starts(with: bytes) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  /// The lines, from 1, in which they stand.
  func lines(in text: [UInt8]) -> [Int] {
    guard isIn(text) else { return [] }
    return text.split(separator: 10, omittingEmptySubsequences: false).enumerated()
      .filter { isIn($0.element) }.map { $0.offset + 1 }
  }
}
