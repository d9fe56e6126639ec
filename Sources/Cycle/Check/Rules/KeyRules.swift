internal import Secrets

/// What only shows to somebody who has a key: mac, compose-changes.
struct KeyRules {
  let identities: [Identity]
  private(set) var findings: [Finding] = []
  /// How many sound files no key at hand opens.
  private(set) var unopened = 0

  init(_ tree: CheckedTree, _ identities: [Identity]) {
    self.identities = identities
    for secret in tree.sorted {
      guard let file = secret.sealed else { continue }
      guard !identities.isEmpty else {
        unopened += 1
        continue
      }
      // what is not encrypted was told already, and keeps a file from being opened
      if !file.bare.contains(where: { !$0.isComment }) { check(secret, file, tree) }
    }
  }

  private mutating func check(_ secret: CheckedSecret, _ file: SopsFile, _ tree: CheckedTree) {
    do throws(SecretsError) {
      let plaintext = try file.open(with: identities).plaintext()
      if SecretName.isEnvironment(secret.path) { changes(Dotenv(plaintext), secret, tree) }
    } catch {
      switch error.code {
      case .noMatchingIdentity, .tooFewKeyGroups: unopened += 1
      case .valueTampered(let key): add(.mac, secret, error, key: key)
      case .macMismatch: add(.mac, secret, error, key: nil)
      default: add(.format, secret, error, key: nil)
      }
    }
  }

  private mutating func add(
    _ rule: Finding.Rule, _ secret: CheckedSecret, _ error: SecretsError, key: String?
  ) {
    findings.append(
      Finding(rule, secret.path, line: error.line, error.withoutLine)
        .about(key: key, stack: SecretName.stack(of: secret.path)))
  }

  private mutating func changes(_ dotenv: Dotenv, _ secret: CheckedSecret, _ tree: CheckedTree) {
    let stack = SecretName.stack(of: secret.path)
    let known = tree.names(visibleIn: secret.path)
    for entry in dotenv.entries {
      let lines: [Dotenv.Change] = Dotenv.keepsLineFeed(entry) ? [.lineFeedKept] : []
      for change in Dotenv.changes(entry) + lines {
        if case .interpolated(let names) = change, known.isSuperset(of: names) { continue }
        let finding = Finding(
          .composeChanges, secret.path, line: secret.line(of: entry.key) ?? entry.line,
          "\(entry.key): \(change)"
        ).about(key: entry.key, stack: stack)
        findings.append(change == .trimmed || change == .lineFeedKept ? finding.warning : finding)
      }
    }
    for problem in dotenv.problems
    where !dotenv.entries.contains(where: { $0.line == problem.line }) {
      findings.append(
        Finding(
          .composeChanges, secret.path, line: problem.line,
          "docker compose refuses the whole file: \(problem.what)"
        ).about(stack: stack))
    }
  }
}

extension CheckedTree {
  /// The variables that values of an environment file may be made of on purpose.
  fileprivate func names(visibleIn path: String) -> Set<String> {
    let beside = SecretName.stack(of: path).flatMap { stacks[$0]?.environment } ?? []
    return Set((layers.values.flatMap { $0 } + beside + [path]).flatMap { names(in: $0) })
  }
}
