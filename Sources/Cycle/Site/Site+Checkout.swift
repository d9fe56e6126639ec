internal import Checkout
internal import Git
internal import Posix

/// The files on disk.
extension Site {
  /// The files of the checkout.
  func workTree(_ repository: Repository) throws(Failure) -> WorkTree {
    do {
      return try WorkTree(repository, root: settings.checkout)
    } catch {
      throw Failure(error)
    }
  }

  /// Makes the checkout what the commit says, with the plaintexts that were outdated.
  func checkOut(_ target: inout Target) throws(Failure) {
    var keeper = try secretKeeper(target.repository)
    try keeper.makeWay(for: target.tree)
    report(try applyTree(target))
    let outdated = target.outdated
    target.secrets.outdated = outdated
    try keeper.write(&target.secrets, access: target.access)
    try writeLayers(target)
    for kept in keeper.keptAside {
      reporter.result(Event(.warning, "kept aside: \(kept)"))
    }
    for change in keeper.regrants { reporter.note(Event(.notice, change)) }
    for file in outdated where target.secrets.plaintexts[file] != nil {
      reporter.note(Event(.info, "decrypted \(file.path)"))
    }
  }

  /// Looks at the files once more: the times of those written moments ago could not be trusted.
  func refreshIndex(_ target: Target) throws(Failure) {
    report(try applyTree(target))
  }

  private func applyTree(_ target: Target) throws(Failure) -> CheckoutReport {
    try readHolds()
    let workTree = try workTree(target.repository)
    do {
      return try workTree.apply(
        commit: target.commit.id, tree: target.tree, branch: settings.branch, time: WallClock.now,
        leaving: heldFolders)
    } catch {
      try interruption.check()
      throw Failure(error)
    }
  }

  private func report(_ report: CheckoutReport) {
    for lock in report.staleLocks { reportStale(lock) }
    for kept in report.keptAside { reporter.result(Event(.warning, "kept aside: \(kept)")) }
    for change in report.changes where change.what != .restored {
      reporter.note(Event(.debug, "checkout: \(change)"))
    }
    for change in report.changes where change.what == .restored {
      reporter.note(
        Event(.notice, "checkout: \(change.path) is as committed again: it was changed here"))
    }
  }

  func reportStale(_ lock: String) {
    reporter.note(Event(.warning, "removed \(lock), left behind by a killed process"))
  }

  /// What a checkout would do.
  func plannedChanges(_ target: Target) throws(Failure) -> [Change] {
    let workTree = try workTree(target.repository)
    do {
      return try workTree.plan(target: target.tree, leaving: heldFolders)
    } catch {
      try interruption.check()
      throw Failure(error)
    }
  }

  /// The paths whose files are about to be others. A plaintext that is the same from another source,
  /// encrypted anew, stays the file that it is.
  func replaced(by changes: [Change], _ target: Target) throws(Failure) -> Set<String> {
    let workTree = try workTree(target.repository)
    let plaintexts = target.outdated.filter { file in
      guard let bytes = target.secrets.plaintexts[file] else { return true }
      let found = try? workTree.plaintext(at: file.plaintext, limit: SecretKeeper.limit)
      return found?.bytes != bytes
    }
    return Set(changes.map(\.path) + plaintexts.map(\.plaintext))
  }

  /// What a folder of the checkout holds that the commit does not have, for telling a person.
  func untracked(
    below folder: String, of target: Target
  ) -> [String] {
    guard
      let found = try? workTree(target.repository).untracked(
        below: folder, of: target.tree, limit: 5)
    else { return [] }
    return found.paths + (found.isTruncated ? ["more in \(folder)"] : [])
  }
}
