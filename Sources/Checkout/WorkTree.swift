public import Git
internal import Posix

/// The files of a checkout: made what a tree says, without ever touching what is not tracked.
///
/// Only what differs is written, each file beside its place and then renamed; no link is followed.
/// Killed at any moment, the next `apply` ends in the same state.
public struct WorkTree {
  let repository: Repository
  let root: OpenFolder
  /// Told of each effect before it happens; the tests kill the process in here.
  package var beforeEffect: (String) -> Void = { _ in }

  /// The folder that holds a checkout, made where it is missing, with mode 0700.
  public static func prepare(root path: String) throws(CheckoutError) {
    try posix(nil) { () throws(PosixError) in
      let folder = try Folder.make(path, mode: 0o700)
      if try folder.status().permissions != 0o700 { try folder.setMode(0o700) }
    }
  }

  /// - Parameters:
  ///   - repository: opened at the checkout's root.
  ///   - root: the checkout's root, an existing folder that holds `.git`.
  public init(_ repository: Repository, root: String) throws(CheckoutError) {
    self.repository = repository
    self.root = OpenFolder(
      try posix(nil) { () throws(PosixError) in try Folder.open(root) })
  }

  /// What `apply` would do now. Nothing is written.
  ///
  /// - Parameters: as for `apply`.
  public func plan(
    target tree: ObjectID, leaving: [String] = []
  ) throws(CheckoutError) -> [Change] {
    let look = try look(at: tree, try Unfinished.read(repository, leaving: leaving))
    try check(look)
    return try changes(of: look)
  }

  /// Makes the work tree, the index and the references what the tree says.
  ///
  /// - Parameters:
  ///   - commit: the commit that HEAD then names.
  ///   - tree: what is written: the commit's own, or one made of several commits.
  ///   - branch: such as "main" or "feature/x".
  ///   - time: seconds since 1970-01-01T00:00:00Z, for the names of what is kept aside.
  ///   - leaving: folders that somebody works in by hand, such as "stacks/web": nothing at them or
  ///     below them is looked at, written, removed or moved. The tree has there what was checked out
  ///     last. What was changed meanwhile is found by the first call that does not leave them.
  public func apply(
    commit: ObjectID, tree: ObjectID, branch: String, time: Int64, leaving: [String] = []
  ) throws(CheckoutError) -> CheckoutReport {
    let unfinished = try Unfinished.read(repository, leaving: leaving)
    let look = try look(at: tree, unfinished)
    let place = Place(commit: commit, tree: tree, branch: branch)
    let isAsWanted = look.isAsWanted && unfinished.isEmpty
    if isAsWanted, try isSettled(place) { return CheckoutReport() }
    try check(look)
    return try carryOut(look, place, unfinished, time: time)
  }

  /// Whether `apply` would find nothing to do. Nothing is written.
  ///
  /// - Parameters: as for `apply`.
  public func isCurrent(
    commit: ObjectID, tree: ObjectID, branch: String, leaving: [String] = []
  ) throws(CheckoutError) -> Bool {
    let unfinished = try Unfinished.read(repository, leaving: leaving)
    guard unfinished.isEmpty, try look(at: tree, unfinished).isAsWanted else { return false }
    return try isSettled(Place(commit: commit, tree: tree, branch: branch))
  }

  private func carryOut(
    _ look: Look, _ place: Place, _ unfinished: Unfinished, time: Int64
  ) throws(CheckoutError) -> CheckoutReport {
    if try !isPrivate() {
      try posix(nil) { () throws(PosixError) in try root.folder.setMode(0o700) }
    }
    let lock = try IndexLock.take(root)
    var staleLocks = try StaleLocks.remove(in: root.folder.path)
    if lock.replacedStale { staleLocks.append(IndexLock.path) }
    try Exclusion.write(root, step: beforeEffect)
    try begin(place.tree, unfinished)
    var report = CheckoutReport()
    report.changes = try changes(of: look)
    var effects = Effects(root: root, repository: repository, time: time, step: beforeEffect)
    if !unfinished.isEmpty { try effects.removeLeftovers(of: look) }
    try effects.carryOut(look)
    try effects.writeIndex(look)
    try postpone(place.tree, unfinished)
    try place.record(in: repository, step: beforeEffect)
    // before the end, so that a run killed in between is not the last that looks at the lock
    _ = consume lock
    try end(place.tree, unfinished)
    report.keptAside = effects.keptAside
    report.staleLocks = staleLocks
    return report
  }

  private func isSettled(_ place: Place) throws(CheckoutError) -> Bool {
    guard try isPrivate(), try Exclusion.isCurrent(root) else { return false }
    return try place.isRecorded(in: repository)
  }

  private func isPrivate() throws(CheckoutError) -> Bool {
    try posix(nil) { () throws(PosixError) in try root.folder.status() }.permissions == 0o700
  }

  private func look(
    at tree: ObjectID, _ unfinished: Unfinished
  ) throws(CheckoutError) -> Look {
    let trees = try Trees.read(tree, unfinished, from: repository)
    return try Look.at(trees, root: root, repository: repository)
  }

  /// Whether everything can be written, as far as it can be known before.
  private func check(_ look: Look) throws(CheckoutError) {
    for item in look.items {
      guard case .write(let blob, _) = item.action else { continue }
      let isThere = try git { () throws(GitError) in try repository.contains(blob.id) }
      if !isThere {
        throw CheckoutError(
          .damaged, path: item.path.text, "the repository lacks its content, \(blob.id.short)")
      }
      if blob.isLink {
        let target = try git { () throws(GitError) in try repository.blob(blob.id) }
        try TreeRules.check(linkTarget: target, at: item.path.text)
      }
    }
    try checkIndex(look.index)
  }

  private func checkIndex(_ entries: [IndexEntry]) throws(CheckoutError) {
    do {
      try IndexFile.check(entries)
    } catch {
      throw CheckoutError(.invalidTree, error.description)
    }
  }
}
