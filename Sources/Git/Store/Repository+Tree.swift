internal import CGit2

/// Trees made of others. They are written into the object database and nowhere else.
extension Repository {
  private typealias Replacement = (path: ArraySlice<Substring>, tree: ObjectID?)

  /// The tree `base` in which what stands at each path is another folder, or is gone. The same is
  /// always the same tree, and one that is there already is not written again.
  ///
  /// - Parameters:
  ///   - base: the id of the whole tree.
  ///   - replacing: by path, such as "stacks/web", the tree of the folder that comes there; nil for
  ///     nothing. Folders on the way that are missing are made, those that are left empty go.
  /// - Throws: `GitError` with `.invalidName` where a path leads through something that is not a
  ///   folder, with `.damaged` where a tree is not here.
  public func tree(
    _ base: ObjectID, replacing: [String: ObjectID?]
  ) throws(GitError) -> ObjectID {
    if replacing.isEmpty { return base }
    var changes: [Replacement] = []
    for (path, tree) in replacing {
      let parts = path.split(separator: "/")
      if parts.isEmpty { throw GitError(.invalidName, "replace a folder", "it has no name") }
      if let tree { _ = try read(tree) }
      changes.append((parts[...], tree))
    }
    if let tree = try rebuilt(base, changes, at: "") { return tree }
    return try emptyTree()
  }

  /// The tree without anything in it.
  public func emptyTree() throws(GitError) -> ObjectID { try write(RawTree()) }

  /// - Returns: nil for a folder in which nothing is left.
  private func rebuilt(
    _ base: ObjectID?, _ changes: [Replacement], at prefix: String
  ) throws(GitError) -> ObjectID? {
    var tree = RawTree()
    if let base { tree = try read(base) }
    for (name, group) in Dictionary(grouping: changes, by: { String($0.path.first ?? "") }) {
      let whole = group.first { $0.path.count == 1 }
      let inner = group.filter { $0.path.count > 1 }.map { ($0.path.dropFirst(), $0.tree) }
      var folder = whole?.tree
      if !inner.isEmpty {
        if whole == nil { folder = try self.folder(name, of: tree, at: prefix) }
        folder = try rebuilt(folder, inner, at: "\(prefix)\(name)/")
      }
      tree.set(name, to: folder)
    }
    return tree.isEmpty ? nil : try write(tree)
  }

  private func folder(
    _ name: String, of tree: RawTree, at prefix: String
  ) throws(GitError) -> ObjectID? {
    switch tree.found(name) {
    case .nothing: return nil
    case .folder(let id): return id
    case .other:
      throw GitError(
        .invalidName, "replace a folder in \(prefix)\(name)", "\(prefix)\(name) is not a folder")
    }
  }

  private func read(_ id: ObjectID) throws(GitError) -> RawTree {
    let action = "read the tree \(id.short)"
    let store = try objectStore()
    defer { git_odb_free(store) }
    var (object, oid) = (OpaquePointer?.none, id.raw)
    try call(action) { git_odb_read(&object, store, &oid) }
    defer { git_odb_object_free(object) }
    let bytes = UnsafeRawBufferPointer(
      start: git_odb_object_data(object), count: git_odb_object_size(object))
    guard git_odb_object_type(object) == GIT_OBJECT_TREE, let tree = RawTree(Array(bytes)) else {
      throw GitError(.damaged, action, "the object is not a tree")
    }
    return tree
  }

  private func write(_ tree: RawTree) throws(GitError) -> ObjectID {
    let (store, bytes) = (try objectStore(), tree.bytes)
    defer { git_odb_free(store) }
    var oid = git_oid()
    try call("name a tree") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_TREE) }
    }
    // libgit2 would touch the file of an object that is there
    if git_odb_exists(store, &oid) == 1 { return ObjectID(oid) }
    try call("write a tree") {
      bytes.withUnsafeBytes {
        git_odb_write(&oid, store, $0.baseAddress, $0.count, GIT_OBJECT_TREE)
      }
    }
    return ObjectID(oid)
  }
}
