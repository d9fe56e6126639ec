internal import Model

/// What the names of files say.
enum SecretName {
  /// What git matches the paths of encrypted files with.
  static let pattern = "*.secret.*"
  private static let prefix = ".decrypted."

  /// Whether a file of that name has to be encrypted: `web.secret.env`, `tls.secret.pem`.
  static func isSecret(_ name: String) -> Bool { SecretFile.isOne(named: name) }

  /// Whether it is the plaintext that converge puts beside an encrypted file.
  static func isDecrypted(_ name: String) -> Bool { name.hasPrefix(prefix) }

  /// Whether it is encrypted and holds variables.
  static func isEnvironment(_ name: String) -> Bool {
    name.hasSuffix(".secret.env") && !isDecrypted(name)
  }

  /// Whether it holds variables in the clear, for a stack.
  static func isPlainEnvironment(_ path: String) -> Bool {
    path.hasSuffix(".env") && !isDecrypted(name(of: path)) && !isSecret(name(of: path))
      && ["global/", "host/", "stacks/"].contains(where: path.hasPrefix)
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
