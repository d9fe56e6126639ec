internal import Git
internal import Model
internal import Posix

/// The cycle without changes: it looks, and does nothing else.
extension Site {
  /// Whether everything is as it was when nothing was left to do.
  ///
  /// What cannot be read counts as a change: the whole cycle then tells what is wrong.
  func settled(
    _ revision: Revision, _ observation: Observation, _ repository: Repository
  ) throws(Failure) -> Settled? {
    guard !options.asksForMore, let known = knownSettled(),
      options.stacks.allSatisfy(known.declared.contains),
      known.commit == revision.commit.id.hex, isKnown(revision.source),
      let tree = ObjectID(hex: known.tree), retries.isEmpty,
      !isFullPassDue(since: known.fullPass),
      known.fingerprint == fingerprint(observation, known.declared, mounts: known.mounts),
      let workTree = try? workTree(repository),
      (try? workTree.isCurrent(
        commit: revision.commit.id, tree: tree, branch: settings.branch,
        leaving: heldFolders)) == true,
      try secretKeeper(repository).isCurrent()
    else { return nil }
    return known
  }

  /// What an earlier cycle noted; nil where that cannot be read.
  func knownSettled() -> Settled? {
    (try? state.readOrForget(Settled.self, Settled.name)) ?? nil
  }

  /// Whether the remote that serves the commit is recorded to do so.
  private func isKnown(_ source: (remote: String, head: ObjectID)?) -> Bool {
    source.map { record.record.heads[$0.remote] == $0.head.hex } ?? true
  }

  /// Whether Compose is to compare everything again.
  func isFullPassDue(since last: Int64) -> Bool {
    Settled.isFullPassDue(last: last, now: WallClock.now, interval: settings.fullPass)
  }

  /// Notes what everything looks like.
  ///
  /// - Parameters:
  ///   - receipts: of all stacks.
  ///   - observation: what exists now that nothing is left to do; nil where something is, so that
  ///     the next cycle goes on.
  ///   - fullPass: when Compose last compared everything.
  func settle(
    _ target: Target, _ receipts: [StackName: StackReceipt], _ observation: Observation?,
    fullPass: Int64
  ) throws(Failure) {
    let mounts = Set(receipts.values.flatMap(\.mountedPaths)).sorted()
    let declared = target.declaration.stacks.map(\.name.text)
    let new = Settled(
      commit: target.commit.id.hex, tree: target.tree.hex,
      heldBack: target.earlier.keys.filter(target.isHeldBack).map(\.text).sorted(),
      declared: declared, mounts: mounts,
      fingerprint: observation.map { fingerprint($0, declared, mounts: mounts) } ?? "",
      fullPass: fullPass)
    if knownSettled() != new { try state.write(new, Settled.name) }
  }

  /// Whether what exists is what the receipts say, for every stack.
  func isInOrder(
    _ declaration: Declaration, _ receipts: [StackName: StackReceipt], _ observation: Observation
  ) -> Bool {
    declaration.stacks.allSatisfy { stack in
      if isOnHold(stack.name) { return true }
      guard let receipt = receipts[stack.name] else { return false }
      let containers = observation.containers(of: stack.name.text)
      return drift(of: stack.name, receipt, containers).isEmpty
    }
  }

  /// The receipts of all stacks, as far as they are of use.
  func receipts(of declaration: Declaration) -> [StackName: StackReceipt] {
    var result: [StackName: StackReceipt] = [:]
    for stack in declaration.stacks { result[stack.name] = receipt(of: stack.name) }
    return result
  }

  private func fingerprint(
    _ observation: Observation, _ declared: [String], mounts: [String]
  ) -> String {
    var print = Fingerprint()
    print.add(host)
    print.add(settings.protect.sorted())
    print.add(record.record.found.sorted())
    print.add(heldFolders)
    print.add(state.receiptMarks())
    print.add(state.mark(of: StacksFile.name))
    print.add(state.mark(of: SecretsLedger.name))
    for path in mounts {
      let inode = Knowledge.Inode(at: path, in: settings.checkout)
      print.add("\(path) \(inode.device) \(inode.inode)")
    }
    print.add(
      observation, declared: declared.filter { name in !holds.keys.contains { $0.text == name } })
    return print.text
  }
}

extension Options {
  /// Whether a look is not enough.
  fileprivate var asksForMore: Bool { full || dryRun || teardownForeign || adopt }
}
