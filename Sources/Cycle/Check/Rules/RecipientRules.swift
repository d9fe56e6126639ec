internal import Secrets

/// Whether each host can open what it needs, and nothing else: host-key, cannot-open, may-open.
enum RecipientRules {
  static func findings(in tree: CheckedTree) -> [Finding] {
    tree.hosts.flatMap { key($0) + files(of: $0, tree) }
  }

  private static func key(_ host: CheckedHost) -> [Finding] {
    switch host.key {
    case .recipients: return []
    case .missing:
      if host.needs.isEmpty { return [] }
      let count =
        host.needs.count == 1 ? "an encrypted file" : "\(host.needs.count) encrypted files"
      let message =
        "missing, and \(host.name) uses \(count): write the recipient of its key there "
        + "(converge secrets recipients prints it on the host)"
      return [Finding(.hostKey, host.keyFile, message).about(host: host.name)]
    case .unreadable(let reason, let line):
      return [Finding(.hostKey, host.keyFile, line: line, reason).about(host: host.name)]
    }
  }

  private static func files(of host: CheckedHost, _ tree: CheckedTree) -> [Finding] {
    if host.recipients.isEmpty { return [] }
    return tree.sorted.compactMap { secret in
      guard let file = secret.sealed else { return nil }
      let finding: Finding?
      if host.needs.contains(secret.path) {
        finding = file.opens(with: host.recipients) ? nil : cannotOpen(secret.path, host, file)
      } else if file.names(host.recipients), !isFit(secret.path, host, tree) {
        finding = mayOpen(secret.path, host)
      } else {
        finding = nil
      }
      return finding?.about(host: host.name, stack: SecretName.stack(of: secret.path))
    }
  }

  /// Whether a host may open a file: it, or one that has the same key, uses it, or nobody knows.
  private static func isFit(_ path: String, _ host: CheckedHost, _ tree: CheckedTree) -> Bool {
    tree.hosts(with: Array(host.recipients)).contains {
      $0.mayOpen?.contains(path) ?? true
    }
  }

  private static func cannotOpen(_ path: String, _ host: CheckedHost, _ file: SopsFile) -> Finding {
    let who = SecretName.stack(of: path).flatMap { stack in
      host.stacks?.contains(stack) == true ? "\(host.name), which declares \(stack)," : nil
    }
    let reason =
      file.names(host.recipients)
      ? "is in too few of its key groups to open it"
      : "is not among its recipients"
    return Finding(
      .cannotOpen, path,
      "\(who ?? host.name) \(reason): add \(host.recipients.sorted().joined(separator: ", ")) to "
        + ".sops.yaml, then run converge secrets update-keys \(path); or, if its key is lost, remove "
        + "host/\(host.name) (or give it a new key there)")
  }

  private static func mayOpen(_ path: String, _ host: CheckedHost) -> Finding {
    Finding(
      .mayOpen, path,
      "\(host.name), which does not use it, is among its recipients: remove its key from "
        + ".sops.yaml for this file, then run converge secrets update-keys \(path) and "
        + "converge secrets rotate \(path)")
  }
}
