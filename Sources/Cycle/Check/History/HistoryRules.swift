internal import Git

/// Whether plaintext was ever committed.
enum HistoryRules {
  /// - Parameter head: the newest commit that is looked at.
  static func findings(in clone: Clone, from head: ObjectID) throws(GitError) -> [Finding] {
    var found: [ObjectID: (path: String, commit: Commit)] = [:]
    let repository = clone.repository
    let ends = try repository.history(from: head, where: SecretName.isSecret) {
      (commit, changes) throws(GitError) in
      // what is older comes later: in the end the commit that brought it stands there
      for change in changes {
        if let new = change.new { found[new] = (change.path, commit.forPeople) }
      }
      return true
    }
    var findings = ends.isEmpty && !clone.isShallow ? [] : [cut(ends)]
    for (blob, (path, commit)) in found {
      let secret = CheckedSecret(path, try repository.blob(blob))
      findings += EncryptionRules.findings(in: secret).compactMap { finding in
        guard finding.rule == .plaintext, finding.severity == .error else { return nil }
        return self.finding(finding, commit)
      }
    }
    return findings
  }

  private static func finding(_ found: Finding, _ commit: Commit) -> Finding {
    let what = found.key.map { "the value of \($0)" } ?? "the whole file"
    return Finding(
      .plaintext, found.file,
      "\(what) was committed in plaintext in \(commit.id.short) on \(DateText.day(commit.authored)) "
        + "by \(commit.author): whoever has read the repository knows it, so change the values at "
        + "their source"
    ).about(key: found.key, stack: found.stack, commit: commit.id.hex)
  }

  private static func cut(_ ends: [ObjectID]) -> Finding {
    Finding(
      .history, ".",
      "history ends early, and what is older was not looked at: run git fetch --unshallow (in CI, "
        + "fetch-depth: 0)"
    ).about(commit: ends.first?.hex).warning
  }
}
