extension Repository {
  /// The names of the commits that lead to one and not to another, the newest first; those that are
  /// not here are named too, where one that is here names them.
  ///
  /// - Parameter limit: how many, at most.
  public func revisions(
    of head: ObjectID, without other: ObjectID, limit: Int
  ) throws(GitError) -> [ObjectID] {
    guard try contains(head) else { return [head] }
    var walk = try RevisionWalk(self, [head], without: [other])
    var result: [ObjectID] = []
    while result.count < limit, let revision = try walk.next() {
      result.append(revision.id)
      result += revision.missing
    }
    return Array(result.prefix(limit))
  }

  /// Reads the commits that lead to one, as far as they do not lead to others too. Where there are no
  /// others, an old one that was made wrongly is in nobody's way: when a server is told what is here,
  /// libgit2 names 256 commits.
  ///
  /// - Throws: `GitError`; with `.malformed` where one was made wrongly, with `.damaged` where one is
  ///   not here.
  func readHistory(of head: ObjectID, without known: [ObjectID]) throws(GitError) {
    var count = 0
    do throws(GitError) {
      var walk = try RevisionWalk(self, [head], without: known)
      while let revision = try walk.next() {
        _ = try commit(revision.id)
        count += 1
        guard let missing = revision.missing.first else { continue }
        throw GitError(
          .damaged, "read the history of \(head.short)",
          "the commit \(missing.short) before it is missing")
      }
    } catch {
      let isOld = known.isEmpty && count > 1000
      guard isOld, error.code == .malformed else { throw error }
    }
  }

  /// The first commit found missing before some, of which those that are not here are passed over.
  ///
  /// - Returns: nil where all is here that came before them.
  /// - Throws: `GitError`; with `.damaged` where a commit is here and cannot be read.
  public func gap(before commits: [ObjectID]) throws(GitError) -> ObjectID? {
    var here: [ObjectID] = []
    for commit in commits where try contains(commit) { here.append(commit) }
    var walk = try RevisionWalk(self, here)
    while let revision = try walk.next() {
      if let missing = revision.missing.first { return missing }
    }
    return nil
  }

  /// Whether a commit has another one before it, as far as history is here.
  public func leads(_ commit: ObjectID, to old: ObjectID) throws(GitError) -> Bool {
    guard try contains(commit), commit != old else { return false }
    var walk = try RevisionWalk(self, [commit])
    while let revision = try walk.next() {
      if revision.id == old { return true }
    }
    return false
  }
}
