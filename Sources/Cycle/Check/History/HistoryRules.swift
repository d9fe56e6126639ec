internal import Git

/// Whether plaintext was ever committed.
enum HistoryRules {
  /// - Parameters:
  ///   - head: the newest commit that is looked at.
  ///   - base: this commit and what came before it is not.
  static func findings(
    in clone: Clone, from head: ObjectID, since base: ObjectID?
  ) throws(GitError) -> [Finding] {
    var found: [Version: Commit] = [:]
    let repository = clone.repository
    let ends = try repository.history(from: head, since: base, where: isWanted) {
      (commit, changes) throws(GitError) in
      // what is older comes later: in the end the commit that brought it stands there
      for change in changes {
        guard let new = change.new else { continue }
        found[Version(new, change.path)] = commit.forPeople
      }
      return true
    }
    var findings = ends.isEmpty && !clone.isShallow ? [] : [cut(ends)]
    for (version, commit) in found {
      if version.isDecrypted {
        findings.append(finding(Finding(.decrypted, version.path, ""), commit))
        continue
      }
      let secret = CheckedSecret(version.path, try repository.blob(version.blob))
      findings += EncryptionRules.findings(in: secret).compactMap { finding in
        guard finding.rule == .plaintext, finding.severity == .error else { return nil }
        return self.finding(finding, commit)
      }
    }
    return findings
  }

  /// What was committed under a name: each once.
  private struct Version: Hashable {
    let blob: ObjectID
    let path: String
    let isDecrypted: Bool

    init(_ blob: ObjectID, _ path: String) {
      (self.blob, self.path) = (blob, path)
      isDecrypted = SecretName.isDecrypted(SecretName.name(of: path))
    }
  }

  private static func isWanted(_ name: String) -> Bool {
    SecretName.isSecret(name) || SecretName.isDecrypted(name)
  }

  private static func finding(_ found: Finding, _ commit: Commit) -> Finding {
    let what = found.key.map { "the value of \($0)" } ?? "the whole file"
    return Finding(
      found.rule, found.file,
      "\(what) was committed in plaintext in \(commit.id.short) on \(DateText.day(commit.authored)) "
        + "by \(commit.author): whoever has read the repository knows it, so change the values at "
        + "their source; after that, --since \(commit.id.short) or a later commit passes it over"
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
