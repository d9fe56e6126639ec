internal import CGit2

/// A file that a commit added, changed or removed.
public struct PathChange: Equatable, Sendable {
  public let path: String
  /// The content before; nil where there was no such file.
  public let old: ObjectID?
  /// The content after; nil where there is no such file any more.
  public let new: ObjectID?
}

extension Repository {
  /// Goes through a commit and all that came before it, the newest first, and tells which files each
  /// changed. A merge is compared with its first parent.
  ///
  /// - Parameters:
  ///   - start: the commit to begin with.
  ///   - base: this commit and all that came before it are passed over.
  ///   - isWanted: tells of a file's name whether it counts; links and submodules never do.
  ///   - visit: is called for each commit that changed such files, until it answers false.
  /// - Returns: the commits whose parents are not here, as at the end of a shallow clone.
  @discardableResult
  public func history(
    from start: ObjectID, since base: ObjectID? = nil, where isWanted: (String) -> Bool,
    _ visit: (Commit, [PathChange]) throws(GitError) -> Bool
  ) throws(GitError) -> [ObjectID] {
    var walk = try RevisionWalk(
      self, [start], without: base.map { [$0] } ?? [], exactly: true)
    var ends: [ObjectID] = []
    while let revision = try walk.next() {
      if !revision.missing.isEmpty { ends.append(revision.id) }
      let commit = try commit(revision.id)
      var changes: [PathChange] = []
      let before = try parentTree(of: revision)
      try collect(before, commit.tree.raw, "", isWanted, &changes)
      if changes.isEmpty { continue }
      guard try visit(commit, changes) else { break }
    }
    return ends
  }

  /// The tree before a commit; nil where there was none, or it is not here.
  private func parentTree(of revision: Revision) throws(GitError) -> git_oid? {
    guard let parent = revision.parents.first, !revision.missing.contains(parent) else {
      return nil
    }
    return try commit(parent).tree.raw
  }

  /// Compares two folders name by name; what is the same is not read.
  private func collect(
    _ old: git_oid?, _ new: git_oid?, _ prefix: String, _ isWanted: (String) -> Bool,
    _ changes: inout [PathChange]
  ) throws(GitError) {
    if let old, let new, Self.isEqual(old, new) { return }
    let (before, after) = (try tree(old), try tree(new))
    defer {
      git_tree_free(before)
      git_tree_free(after)
    }
    for position in 0..<(after.map(git_tree_entrycount) ?? 0) {
      let entry = git_tree_entry_byindex(after, position)
      let other = before.flatMap { git_tree_entry_byname($0, git_tree_entry_name(entry)) }
      if let other, git_oid_equal(git_tree_entry_id(other), git_tree_entry_id(entry)) == 1,
        git_tree_entry_filemode(other) == git_tree_entry_filemode(entry)
      {
        continue
      }
      try compare(other, entry, prefix, isWanted, &changes)
    }
    for position in 0..<(before.map(git_tree_entrycount) ?? 0) {
      let entry = git_tree_entry_byindex(before, position)
      let isLeft = after.map { git_tree_entry_byname($0, git_tree_entry_name(entry)) != nil }
      if isLeft != true { try compare(entry, nil, prefix, isWanted, &changes) }
    }
  }

  private func compare(
    _ old: OpaquePointer?, _ new: OpaquePointer?, _ prefix: String, _ isWanted: (String) -> Bool,
    _ changes: inout [PathChange]
  ) throws(GitError) {
    let (before, after) = (Self.place(old), Self.place(new))
    guard let name = git_tree_entry_name(new ?? old).map({ String(cString: $0) }) else { return }
    if before.folder != nil || after.folder != nil {
      try collect(before.folder, after.folder, "\(prefix)\(name)/", isWanted, &changes)
    }
    guard isWanted(name), before.file != nil || after.file != nil else { return }
    let change = PathChange(
      path: prefix + name, old: before.file.map { ObjectID($0) },
      new: after.file.map { ObjectID($0) })
    if change.old != change.new { changes.append(change) }
  }

  private static func place(_ entry: OpaquePointer?) -> (folder: git_oid?, file: git_oid?) {
    guard let entry, let id = git_tree_entry_id(entry)?.pointee else { return (nil, nil) }
    switch TreeEntry.kind(mode: git_tree_entry_filemode(entry)) {
    case .folder: return (id, nil)
    case .file, .executable: return (nil, id)
    case .link, .submodule: return (nil, nil)
    }
  }

  private static func isEqual(_ left: git_oid, _ right: git_oid) -> Bool {
    var (left, right) = (left, right)
    return git_oid_equal(&left, &right) == 1
  }

  private func tree(_ id: git_oid?) throws(GitError) -> OpaquePointer? {
    guard var id else { return nil }
    var tree: OpaquePointer?
    try call("read a tree") { git_tree_lookup(&tree, raw, &id) }
    return tree
  }
}
