internal import CGit2

/// Paths by their parts, to look for them in trees without reading what did not change.
struct PathTree {
  /// Whether one of the paths ends here.
  private(set) var isEnd = false
  private(set) var children: [String: PathTree] = [:]

  var isEmpty: Bool { !isEnd && children.isEmpty }

  init(_ paths: [String]) {
    for path in paths { insert(path.split(separator: "/")[...]) }
  }

  private init() {}

  private mutating func insert(_ parts: ArraySlice<Substring>) {
    guard let first = parts.first else {
      isEnd = true
      return
    }
    children[String(first), default: PathTree()].insert(parts.dropFirst())
  }
}

extension Repository {
  /// The paths at which two trees differ.
  ///
  /// - Parameters:
  ///   - old: nil for an empty tree.
  ///   - new: nil for an empty tree.
  func changes(
    from old: ObjectID?, to new: ObjectID?, among paths: PathTree, below prefix: String = ""
  ) throws(GitError) -> [String] {
    if old == new { return [] }
    let before = try children(of: old, paths)
    let after = try children(of: new, paths)
    var result: [String] = []
    for (name, rest) in paths.children where before[name] != after[name] {
      if rest.isEnd { result.append(prefix + name) }
      if rest.children.isEmpty { continue }
      result += try changes(
        from: before[name]?.folder, to: after[name]?.folder, among: rest,
        below: "\(prefix)\(name)/")
    }
    return result
  }

  private struct Child: Equatable {
    let kind: TreeEntry.Kind
    let id: ObjectID

    var folder: ObjectID? { kind == .folder ? id : nil }
  }

  private func children(
    of tree: ObjectID?, _ paths: PathTree
  ) throws(GitError) -> [String: Child] {
    guard let tree else { return [:] }
    var found: OpaquePointer?
    var oid = tree.raw
    try call("read the tree \(tree.short)") { git_tree_lookup(&found, raw, &oid) }
    defer { git_tree_free(found) }
    var result: [String: Child] = [:]
    for name in paths.children.keys {
      guard let entry = git_tree_entry_byname(found, name) else { continue }
      result[name] = Child(
        kind: TreeEntry.kind(mode: git_tree_entry_filemode(entry)),
        id: ObjectID(git_tree_entry_id(entry).pointee))
    }
    return result
  }
}
