/// What the names of files say.
enum SecretName {
  /// What git matches the paths of encrypted files with.
  static let pattern = "*.secret.*"
  private static let middle = ".secret."
  private static let prefix = ".decrypted."

  /// Whether a file of that name has to be encrypted: `web.secret.env`, `tls.secret.pem`.
  static func isSecret(_ name: String) -> Bool {
    guard !isDecrypted(name), let range = name.range(of: middle) else { return false }
    return range.upperBound < name.endIndex
  }

  /// Whether it is the plaintext that converge puts beside an encrypted file.
  static func isDecrypted(_ name: String) -> Bool { name.hasPrefix(prefix) }

  /// Whether it is encrypted and holds variables.
  static func isEnvironment(_ name: String) -> Bool {
    name.hasSuffix(".secret.env") && !isDecrypted(name)
  }

  /// The encrypted file whose plaintext has that path; nil where it is no such path.
  static func source(ofDecrypted path: String) -> String? {
    let name = SecretName.name(of: path)
    guard isDecrypted(name) else { return nil }
    return String(path.dropLast(name.utf8.count)) + name.dropFirst(prefix.count)
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// What stands before the last part, without the slash.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// The stack that a path lies in.
  static func stack(of path: String) -> String? {
    let parts = path.split(separator: "/", maxSplits: 2)
    return parts.count == 3 && parts[0] == "stacks" ? String(parts[1]) : nil
  }
}

extension String {
  /// The first place of some text.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    let (own, other) = (Array(utf8), Array(text.utf8))
    guard own.count >= other.count else { return nil }
    for start in 0...(own.count - other.count) where own[start...].starts(with: other) {
      let first = utf8.index(startIndex, offsetBy: start)
      return first..<utf8.index(first, offsetBy: other.count)
    }
    return nil
  }
}
