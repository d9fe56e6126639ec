internal import Model

/// What a Compose file says of who may read the plaintexts of its stack's encrypted files.
enum SecretRules {
  /// By the plaintext's path; root's alone for what is not named.
  ///
  /// - Parameters:
  ///   - rules: by the path from the stack's folder, as it is written.
  ///   - file: the Compose file, for messages.
  /// - Throws: where a rule is for no such file.
  static func access(
    of stack: Stack, _ rules: [String: SecretAccess]
  ) throws(Problem) -> [String: SecretAccess] {
    var result: [String: SecretAccess] = [:]
    for file in stack.files where stack.isOwn(file.path) && !file.isEnvironment {
      result[file.plaintext] = .closed
    }
    var seen: Set<String> = []
    for (name, access) in rules.sorted(by: { $0.key < $1.key }) {
      let path = "\(stack.name.folder)/\(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)"
      guard stack.files.contains(where: { $0.path == path }), !path.hasSuffix(".env") else {
        throw problem(name, path, stack)
      }
      let plaintext = SecretFile.plaintext(of: path)
      if !seen.insert(plaintext).inserted {
        throw Problem(
          "x-converge: secrets: \(path) stands there twice",
          at: .init(stack.composeFiles.joined(separator: ", ")))
      }
      result[plaintext] = access
    }
    return result
  }

  private static func problem(_ name: String, _ path: String, _ stack: Stack) -> Problem {
    let own = stack.files.filter { stack.isOwn($0.path) && !$0.isEnvironment }
      .map { String($0.path.dropFirst(stack.name.folder.count + 1)) }
    let known = own.isEmpty ? "has none" : "has " + own.sorted().joined(separator: ", ")
    let hint =
      switch name {
      case _ where name.contains(".decrypted."): "name the encrypted file; the stack \(known)"
      case _ where path.hasSuffix(".env"):
        "files of variables are always root's alone: Compose reads them"
      case _ where name.contains("../"): "only for files in the stack's own folder; it \(known)"
      default: "the stack \(known)"
      }
    return Problem(
      "x-converge: secrets: \(name) is no encrypted file that can have an owner",
      at: .init(stack.composeFiles.joined(separator: ", ")), hint: hint)
  }
}
