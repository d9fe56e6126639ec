internal import Git
public import Model
internal import Posix

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
  /// The versions that are held back of stacks that failed besides, or that the cycle was not
  /// about.
  public var alsoHeldBack: [StackName: HeldBack] = [:]
  /// What is on hold besides: projects that are not declared, and stacks that the cycle was not
  /// about.
  public var alsoOnHold: [StackName: Hold] = [:]
  /// Whether any remote answered.
  public let remoteReached: Bool
  /// What a person has to decide about commits and remotes: a commit that is not signed as this
  /// host wants it, remotes that diverge, a server that is not trusted.
  public var alarms: [String] = []
  /// The commits that wait on a remote which is not followed, and what to do about them.
  public var leads: [String] = []
  /// Whether another machine seems to bear the host's name.
  public var hasTwin = false
  /// How times are told.
  var time = LocalTime()

  /// 3 where a stack failed or is held back, or a teardown was refused, 77 where a person has to
  /// decide about commits or remotes, 69 where no remote answered, else 0.
  public var exitCode: Int32 {
    if !failures.isEmpty || !heldBack.isEmpty || !refused.isEmpty { return 3 }
    if !alarms.isEmpty { return 77 }
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

  /// The versions that failed and are not tried again.
  public var heldBack: [(name: StackName, version: HeldBack)] {
    var result = stacks.compactMap { item in
      (item.outcome.heldBack ?? alsoHeldBack[item.name]).map { (item.name, $0) }
    }
    let names = Set(stacks.map(\.name))
    let others = alsoHeldBack.keys.filter { !names.contains($0) }.sorted { $0.text < $1.text }
    for name in others {
      if let version = alsoHeldBack[name] { result.append((name, version)) }
    }
    return result
  }

  /// What to do about each of them.
  public var advice: [(name: StackName, text: String)] {
    heldBack.map { name, version in
      let files = version.notRolledBack.map { "; \($0) was not rolled back" }.joined()
      let text =
        "held back at \(version.words(time))\(files); commit a change of it, or: "
        + "converge retry \(name)"
      return (name, text)
    }
  }

  /// "media at 3f2c1d0: 5 stacks, 1 changed, 1 removed"
  public var line: String {
    let changed = stacks.filter { if case .changed = $0.outcome { true } else { false } }.count
    let removed = removals.filter { if case .removed = $0.removal { true } else { false } }.count
    var parts = [Count.words(stacks.count, "stack")]
    if changed > 0 { parts.append("\(changed) changed") }
    if removed > 0 { parts.append("\(removed) removed") }
    if !failures.isEmpty {
      parts.append("\(failures.count) failed (\(failures.joined(separator: ", ")))")
    }
    if !refused.isEmpty {
      parts.append("teardown of \(refused.count) refused (\(refused.joined(separator: ", ")))")
    }
    parts += [heldBackWords, onHoldWords].compactMap { $0 }
    if parts.count == 1 { parts.append("nothing changed") }
    parts += alarms + leads
    if hasTwin { parts.append("another machine's key in host/\(host)/age.pub") }
    if !remoteReached { parts.append("nothing fetched from any remote") }
    return "\(host) at \(commit): \(parts.joined(separator: ", "))"
  }

  /// "1 held back (shop at 9ab3c1d since 03:12: container shop-web-1 exited with 1)"
  private var heldBackWords: String? {
    let words = heldBack.map { name, version in
      var version = version
      version.reason = version.reason.shortened(to: Summary.reasonLimit)
      return "\(name) at \(version.words(time))"
    }
    return words.isEmpty ? nil : "\(words.count) held back (\(words.joined(separator: "; ")))"
  }

  /// "1 on hold (blog until 14:30)"
  private var onHoldWords: String? {
    let own = stacks.compactMap { item -> (StackName, Hold)? in
      if case .onHold(let hold) = item.outcome { (item.name, hold) } else { nil }
    }
    let others = alsoOnHold.sorted { $0.key.text < $1.key.text }.map { ($0.key, $0.value) }
    let words = (own + others).map { name, hold in
      hold.until.map { "\(name) until \(time.words($0))" } ?? name.text
    }
    return words.isEmpty ? nil : "\(words.count) on hold (\(words.joined(separator: ", ")))"
  }

  /// Characters of a reason that the line shows: it is told in full above, and in the status.
  private static let reasonLimit = 160
}

extension Summary {
  /// - Parameter revision: what is deployed, with what is known of the remotes.
  init(
    host: String, _ revision: Revision, stacks: [(name: StackName, outcome: Outcome)],
    removals: [(project: String, removal: Removal)] = [], refused: [String] = []
  ) {
    self.init(
      host: host, commit: revision.commit.id.short, stacks: stacks, removals: removals,
      refused: refused, remoteReached: revision.remoteReached, alarms: revision.alarms,
      leads: revision.leads, hasTwin: revision.twin != nil)
  }
}
