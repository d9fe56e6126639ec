internal import Model
internal import YAML

/// What `x-converge` says at the top of a Compose file:
/// `{verify: {window: 60s, stable: 20s}, rollback: off, secrets: {x.secret.pem: {owner: "1000"}}}`.
struct ProjectSettings: Equatable {
  /// Seconds; nil where the host's own hold.
  private(set) var window: Double?
  private(set) var stable: Double?
  private(set) var rollback: RollbackRule?
  /// By the path from the stack's folder.
  private(set) var secrets: [String: SecretAccess] = [:]

  /// - Parameter node: the value of the key; nil where it is missing.
  init(_ node: Node?) throws(ProjectError) {
    guard let node else { return }
    let problems = Problems()
    let fields = Fields(node, known: ["verify", "rollback", "secrets"], problems: problems)
    if let verify = fields.fields("verify", known: ["window", "stable"]) {
      window = verify.seconds("window", VerificationWindow.limits).map { Double($0) }
      stable = verify.seconds("stable", VerificationWindow.limits).map { Double($0) }
    }
    // `on` and `off` are booleans to some readers, and stay so when Compose prints them
    switch fields.word("rollback", ["on", "off", "true", "false"]) {
    case "on", "true": rollback = .on
    case "off", "false": rollback = .off
    default: break
    }
    for (file, fields) in fields.mappings("secrets", known: ["owner", "mode"]) {
      secrets[file] = SecretAccess(fields, problems)
    }
    if let window, let stable, stable > window {
      problems.add("stable must not be longer than window", at: node.mark)
    }
    if let first = problems.all.first {
      throw .settings("\(ServiceSettings.key) at the top of the file: \(first.message)")
    }
  }
}

extension SecretAccess {
  /// - Parameter fields: `{owner: "1000:1000", mode: "0440"}`; what is missing stays root's, and 0600
  ///   for the owner.
  init(_ fields: Fields, _ problems: Problems) {
    self = .closed
    if let owner = fields.string("owner") {
      let parts = owner.value.split(separator: ":", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { $0.first?.isNumber == true ? UInt32($0) : nil }
      if numbers.count == parts.count, parts.count <= 2, !numbers.contains(.max) {
        (self.owner, group) = (numbers[0], numbers.last ?? numbers[0])
      } else {
        problems.add("owner must be numbers, \"UID\" or \"UID:GID\"", at: owner.mark)
      }
    }
    if let mode = fields.string("mode") {
      if (3...4).contains(mode.value.count), let bits = UInt32(mode.value, radix: 8), bits <= 0o777
      {
        self.mode = bits
      } else {
        problems.add("mode must be octal digits such as \"0440\"", at: mode.mark)
      }
    }
  }
}
