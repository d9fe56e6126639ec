public import Model
public import YAML

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
    self = ProjectSettings(node, problems)
    if let first = problems.all.first {
      throw .settings("\(ServiceSettings.key) at the top of the file: \(first.message)")
    }
  }

  /// - Parameter problems: everything that is wrong goes there.
  fileprivate init(_ node: Node, _ problems: Problems) {
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
  }
}

/// What a Compose file says to converge, read without Compose.
public struct WrittenSettings {
  /// A file that has an owner or a mode, as it is written.
  public let secrets: [(name: String, line: Int, access: SecretAccess)]
  /// Everything that a cycle would refuse.
  public let problems: [Diagnostic]

  /// - Parameter node: the value of `x-converge` at the top of the file.
  public init(_ node: Node) {
    let problems = Problems()
    let settings = ProjectSettings(node, problems)
    var secrets: [(name: String, line: Int, access: SecretAccess)] = []
    if case .mapping(let entries) = node.value,
      let list = entries.first(where: { $0.key.value == "secrets" })?.value,
      case .mapping(let files) = list.value
    {
      secrets = files.compactMap { file in
        settings.secrets[file.key.value].map { (file.key.value, file.key.mark.line, $0) }
      }
    }
    self.secrets = secrets
    self.problems = problems.all
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
