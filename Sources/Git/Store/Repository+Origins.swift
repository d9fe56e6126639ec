internal import CGit2

/// Who changed what.
extension Repository {
  /// For each path the newest commit that changed what stands there: a file, link, folder or
  /// nothing. Only first parents are followed, so that a merge counts as one change.
  ///
  /// - Parameters:
  ///   - paths: from the tree's root, parts separated by "/".
  ///   - new: the commit to start from.
  ///   - old: neither this commit nor what came before it is looked at. Where it is nil or not here,
  ///     nothing is left out.
  ///   - limit: how many commits are looked at, at most.
  /// - Returns: the commits of the paths that were found, fit to be shown. Where history ends early,
  ///   as in a shallow copy, there are fewer.
  public func origins(
    of paths: [String], from new: ObjectID, since old: ObjectID?, limit: Int
  ) throws(GitError) -> [String: Commit] {
    let base = try base(of: new, old)
    var result: [String: Commit] = [:]
    var missing = PathTree(paths)
    var current = try commit(new)
    for _ in 0..<limit {
      if missing.isEmpty { break }
      if try isOld(current, base) { break }
      let parentID = try firstParent(of: current.id)
      // a shallow copy says who the parent is, but does not have it
      if let parentID, try !contains(parentID) { break }
      let parent = try parentID.map { id throws(GitError) in try commit(id) }
      let changed = try changes(from: parent?.tree, to: current.tree, among: missing)
      for path in changed { result[path] = current.forPeople }
      if !changed.isEmpty { missing = PathTree(paths.filter { result[$0] == nil }) }
      guard let parent else { break }
      current = parent
    }
    return result
  }

  /// The newest commit that both have before them, or one of the two.
  private func base(of new: ObjectID, _ old: ObjectID?) throws(GitError) -> Commit? {
    guard let old, try contains(old) else { return nil }
    var (base, one, other) = (git_oid(), new.raw, old.raw)
    do {
      try call("compare \(new.short) with \(old.short)") {
        git_merge_base(&base, raw, &one, &other)
      }
    } catch {
      // two histories, or one that ends early
      guard error.code == .notFound || error.code == .damaged else { throw error }
      return try commit(old)
    }
    return try commit(ObjectID(base))
  }

  /// Whether two commits, both here, have an ancestor in common.
  public func shareHistory(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> Bool {
    var (base, first, second) = (git_oid(), one.raw, other.raw)
    do {
      try call("compare \(one.short) with \(other.short)") {
        git_merge_base(&base, raw, &first, &second)
      }
      return true
    } catch {
      guard error.code == .notFound else { throw error }
      return false
    }
  }

  /// Whether a commit is the base or came before it. What is newer by its time is not asked for: it
  /// takes a walk through history.
  private func isOld(_ commit: Commit, _ base: Commit?) throws(GitError) -> Bool {
    guard let base, commit.time <= base.time else { return false }
    if commit.id == base.id { return true }
    do {
      return try descends(base.id, from: commit.id)
    } catch {
      if error.code == .damaged || error.code == .notFound { return false }
      throw error
    }
  }

  /// The first parent as the commit itself names it; nil for the first commit of all.
  private func firstParent(of id: ObjectID) throws(GitError) -> ObjectID? {
    var commit: OpaquePointer?
    var oid = id.raw
    try call("read the commit \(id.short)") { git_commit_lookup(&commit, raw, &oid) }
    defer { git_commit_free(commit) }
    var text = git_buf()
    do {
      try call("read the commit \(id.short)") { git_commit_header_field(&text, commit, "parent") }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
    defer { git_buf_dispose(&text) }
    return text.ptr.flatMap { ObjectID(hex: String(cString: $0)) }
  }
}

extension Commit {
  /// The same with an author and a subject that fit on one line and steer no terminal.
  public var forPeople: Commit {
    Commit(
      id: id, tree: tree, author: printable(author, limit: 40),
      subject: printable(subject, limit: 72), time: time, authored: authored)
  }
}
