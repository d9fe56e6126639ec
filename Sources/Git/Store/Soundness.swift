internal import CGit2

extension Repository {
  /// Whether all is here that the references lead to: commits with all that came before them, their
  /// trees, and the files in those. Of files that a reference leads to at once, every byte is looked
  /// at. What was made wrongly is no damage. This takes its time where history is long.
  ///
  /// - Throws: `GitError`; with `.interrupted`.
  func isSound() throws(GitError) -> Bool {
    do throws(GitError) {
      let trees = try TreeReader(self)
      var commits: [ObjectID] = []
      for reference in try NamedReference.read(raw, below: "refs/") {
        // where one names another that is not there, libgit2 1.5 can tell no server what is here
        guard let id = reference.id, let type = try type(of: id) else { return false }
        if type == GIT_OBJECT_COMMIT { commits.append(id) }
        guard try isSound(id, type, trees) else { return false }
      }
      return try isSound(before: commits, trees)
    } catch {
      guard error.code == .damaged || error.code == .notFound else { throw error }
      return false
    }
  }

  /// What a reference names.
  private func isSound(
    _ id: ObjectID, _ type: git_object_t, _ trees: TreeReader
  ) throws(GitError) -> Bool {
    try allowingMalformed { () throws(GitError) in
      switch type {
      case GIT_OBJECT_COMMIT: try trees.read(commit(id).tree, wholeFiles: true)
      case GIT_OBJECT_TREE: try trees.read(id)
      default: true
      }
    }
  }

  /// Commits and all that came before them.
  private func isSound(before commits: [ObjectID], _ trees: TreeReader) throws(GitError) -> Bool {
    var (waiting, seen) = (commits, Set(commits))
    while let id = waiting.popLast() {
      try checkInterruption()
      let isSound = try allowingMalformed { () throws(GitError) in
        guard let header = try header(id.raw) else { return false }
        waiting += header.parents.map { ObjectID($0) }.filter { seen.insert($0).inserted }
        return try trees.read(commit(id).tree)
      }
      guard isSound else { return false }
    }
    return true
  }

  private func allowingMalformed(
    _ look: () throws(GitError) -> Bool
  ) throws(GitError) -> Bool {
    do {
      return try look()
    } catch {
      guard error.code == .malformed || error.code == .invalidName else { throw error }
      return true
    }
  }

  /// - Returns: nil where there is no such object.
  private func type(of id: ObjectID) throws(GitError) -> git_object_t? {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var (size, type, oid) = (0, GIT_OBJECT_ANY, id.raw)
    return git_odb_read_header(&size, &type, store, &oid) == 0 ? type : nil
  }
}
