internal import Secrets

/// A file that has to be encrypted, as it stands in a tree.
struct CheckedSecret {
  enum Content {
    /// Nothing in it is encrypted.
    case plain
    /// It is encrypted and cannot be read.
    case damaged(SecretsError)
    /// It was encrypted on two sides, and git could not merge them; the line where that begins.
    case conflicted(line: Int?)
    case sealed(SopsFile)
  }

  let path: String
  let content: Content
  /// Where it holds variables: the names, and where each stands.
  let keys: [Key]

  struct Key: Equatable {
    let name: String
    let line: Int
  }

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    content = CheckedSecret.read(path, bytes)
    keys =
      path.hasSuffix(".env")
      ? Dotenv(bytes).entries.compactMap { entry in
        entry.key.isEmpty || entry.key.hasPrefix("sops_")
          ? nil : Key(name: entry.key, line: entry.line)
      } : []
  }

  /// Whether git left two versions in it.
  var isConflicted: Bool {
    if case .conflicted = content { true } else { false }
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
      if case .mergeConflict = error.code { return .conflicted(line: error.line) }
      // a cut leaves what was encrypted encrypted
      let isUnsupported = if case .unsupported = error.code { true } else { false }
      return isUnsupported || Ciphertext.isIn(bytes) ? .damaged(error) : .plain
    }
  }
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
