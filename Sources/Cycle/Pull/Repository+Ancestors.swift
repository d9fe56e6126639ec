internal import Git

extension Repository {
  /// Whether a commit came before another one; false where either is not here.
  ///
  /// - Throws: `GitError`; with `.damaged` also where a commit that tells is missing.
  func isAncestor(_ old: ObjectID, of new: ObjectID) throws(GitError) -> Bool {
    guard try contains(old), try contains(new) else { return false }
    return try descends(new, from: old)
  }

  /// The same by what is here of history: where a commit before them is missing, one that came
  /// before it is none that is known.
  func isKnownAncestor(_ old: ObjectID, of new: ObjectID) throws(GitError) -> Bool {
    do {
      return try isAncestor(old, of: new)
    } catch {
      guard try gap(before: [old, new], error) != nil else { throw error }
      return try leads(new, to: old)
    }
  }

  /// A commit that is missing, where that is why some could not be compared.
  ///
  /// - Parameter error: why they could not.
  func gap(before commits: [ObjectID], _ error: GitError) throws(GitError) -> ObjectID? {
    guard error.code == .damaged || error.code == .notFound else { return nil }
    return try gap(before: commits)
  }

  /// Whether two commits have an ancestor in common; true where one of them is not here, since that
  /// says nothing.
  func areRelated(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> Bool {
    guard try contains(one), try contains(other) else { return true }
    return try shareHistory(one, other)
  }
}
