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

  /// Makes the checkout what the commit says.
  func checkOut(_ revision: Revision, _ repository: Repository) throws(Failure) {
    var keeper = try secretKeeper(repository)
    try keeper.makeWay(for: revision.commit.tree)
    let workTree = try workTree(repository)
    let report: CheckoutReport
    do {
      report = try workTree.apply(
        commit: revision.commit.id, tree: revision.commit.tree, branch: settings.branch,
        time: WallClock.now)
    } catch {
      throw Failure(error)
    }
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
  func plannedChanges(
    _ revision: Revision, _ repository: Repository
  ) throws(Failure) -> [String] {
    let workTree = try workTree(repository)
    do {
      return try workTree.plan(target: revision.commit.tree).map(\.description)
    } catch {
      throw Failure(error)
    }
  }

  /// What a folder of the checkout holds that the commit does not have, for telling a person.
  func untracked(
    below folder: String, of revision: Revision, _ repository: Repository
  ) -> [String] {
    guard
      let found = try? workTree(repository).untracked(
        below: folder, of: revision.commit.tree, limit: 5)
    else { return [] }
    return found.paths + (found.isTruncated ? ["more in \(folder)"] : [])
  }
}
