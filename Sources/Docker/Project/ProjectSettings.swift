internal import Model
internal import YAML

/// What `x-converge` says at the top of a Compose file:
/// `{verify: {window: 60s, stable: 20s}, rollback: off}`.
struct ProjectSettings: Equatable {
  /// Seconds; nil where the host's own hold.
  private(set) var window: Double?
  private(set) var stable: Double?
  private(set) var rollback: RollbackRule?

  /// - Parameter node: the value of the key; nil where it is missing.
  init(_ node: Node?) throws(ProjectError) {
    guard let node else { return }
    let problems = Problems()
    let fields = Fields(node, known: ["verify", "rollback"], problems: problems)
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
    if let window, let stable, stable > window {
      problems.add("stable must not be longer than window", at: node.mark)
    }
    if let first = problems.all.first {
      throw .settings("\(ServiceSettings.key) at the top of the file: \(first.message)")
    }
  }
}
