internal import Secrets

/// Whether every file that has to be encrypted is: plaintext, format, conflict, decrypted.
enum EncryptionRules {
  static func findings(in tree: CheckedTree) -> [Finding] {
    tree.decrypted.map(decrypted) + tree.sorted.flatMap(findings)
  }

  private static func decrypted(_ path: String) -> Finding {
    Finding(
      .decrypted, path,
      "a decrypted secret is tracked: remove it (git rm --cached), keep .decrypted.* in .gitignore, "
        + "and change the values at their source if it was ever pushed")
  }

  static func findings(in secret: CheckedSecret) -> [Finding] {
    let stack = SecretName.stack(of: secret.path)
    switch secret.content {
    case .plain:
      return [
        Finding(
          .plaintext, secret.path,
          "not encrypted: run converge secrets encrypt -i \(secret.path), or name the file without "
            + ".secret"
        ).about(stack: stack)
      ]
    case .conflicted(let line): return [conflict(secret.path, line).about(stack: stack)]
    case .damaged(let error):
      return [
        Finding(.format, secret.path, line: error.line, error.withoutLine).about(stack: stack)
      ]
    case .sealed(let file) where file.hidesNothing:
      return [
        Finding(
          .plaintext, secret.path,
          "its rule (\(file.rule.name)) leaves every value in the clear: mend the rule in "
            + ".sops.yaml, then encrypt it anew"
        ).about(stack: stack)
      ]
    case .sealed(let file):
      return file.bare.map { bare(secret.path, $0).about(stack: stack) }
    }
  }

  private static func conflict(_ path: String, _ line: Int?) -> Finding {
    let format = SopsFormat(ofPlaintext: path).rawValue
    return Finding(
      .conflict, path, line: line,
      "has merge conflicts: take one side (git checkout --ours \(path)), then set what the other "
        + "side changed; to read theirs: git show :3:\(path) | converge secrets decrypt --as "
        + "\(format) -")
  }

  private static func bare(_ path: String, _ bare: SopsFile.Bare) -> Finding {
    if bare.isComment {
      return Finding(
        .plaintext, path, line: bare.line,
        "a comment is not encrypted: converge secrets edit \(path) encrypts it"
      ).warning
    }
    return Finding(
      .plaintext, path, line: bare.line,
      "the value of \(bare.name) is not encrypted, so that nothing opens the file: take it back from "
        + "an older commit (git checkout COMMIT -- \(path)), then converge secrets set \(path) "
        + bare.name
    ).about(key: bare.name)
  }
}

extension SecretsError {
  /// What is wrong, without the line, which stands in front of it already.
  var withoutLine: String {
    let text = "\(self)"
    guard let line, let prefix = ["line \(line): "].first(where: text.hasPrefix) else {
      return text
    }
    return String(text.dropFirst(prefix.count))
  }
}
