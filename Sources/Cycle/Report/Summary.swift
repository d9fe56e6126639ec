public import Model

/// What a cycle did, as a value.
public struct Summary: Sendable {
  /// The host converged for.
  public let host: String
  /// The commit deployed, abbreviated.
  public let commit: String
  /// In the order of the list.
  public var stacks: [(name: StackName, outcome: Outcome)]
  /// In alphabetical order.
  public var removals: [(project: String, removal: Removal)]
  /// The projects that stay because they are too many to be removed at once.
  public var refused: [String] = []
  /// Whether any remote answered.
  public let remoteReached: Bool

  /// 3 where a stack failed or a teardown was refused, 69 where no remote answered, else 0.
  public var exitCode: Int32 {
    if !failures.isEmpty || !refused.isEmpty { return 3 }
    return remoteReached ? 0 : 69
  }

  /// The names of what failed.
  public var failures: [String] {
    let stacks = stacks.filter(\.outcome.failed).map(\.name.text)
    let projects = removals.compactMap { item in
      if case .failed = item.removal { item.project } else { nil }
    }
    return stacks + projects
  }

  /// "media at 3f2c1d0: 5 stacks, 1 changed, 1 removed"
  public var line: String {
    let changed = stacks.filter { if case .changed = $0.outcome { true } else { false } }.count
    let removed = removals.filter { if case .removed = $0.removal { true } else { false } }.count
    var parts = [stacks.count == 1 ? "1 stack" : "\(stacks.count) stacks"]
    if changed > 0 { parts.append("\(changed) changed") }
    if removed > 0 { parts.append("\(removed) removed") }
    if !failures.isEmpty {
      parts.append("\(failures.count) failed (\(failures.joined(separator: ", ")))")
    }
    if !refused.isEmpty {
      parts.append("teardown of \(refused.count) refused (\(refused.joined(separator: ", ")))")
    }
    if parts.count == 1 { parts.append("nothing changed") }
    if !remoteReached { parts.append("nothing fetched from any remote") }
    return "\(host) at \(commit): \(parts.joined(separator: ", "))"
  }
}
