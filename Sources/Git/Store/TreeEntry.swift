internal import CGit2

/// A file, link, folder or submodule in a tree.
public struct TreeEntry: Equatable, Sendable {
  public enum Kind: Equatable, Sendable { case file, executable, link, folder, submodule }

  /// From the tree's root, parts separated by "/".
  public let path: String
  public let kind: Kind
  public let id: ObjectID

  public init(path: String, kind: Kind, id: ObjectID) {
    self.path = path
    self.kind = kind
    self.id = id
  }

  /// The last part of the path.
  public var name: String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  static func kind(mode: git_filemode_t) -> Kind {
    switch mode {
    case GIT_FILEMODE_BLOB_EXECUTABLE: return .executable
    case GIT_FILEMODE_LINK: return .link
    case GIT_FILEMODE_TREE: return .folder
    case GIT_FILEMODE_COMMIT: return .submodule
    default: return .file
    }
  }

  /// A name as libgit2 gives it: it does not check what a hostile tree holds.
  static func checked(
    _ raw: UnsafePointer<CChar>?, in folder: String
  ) throws(GitError) -> String {
    guard let raw else { throw GitError(.damaged, "read a tree", "an entry has no name") }
    let shown = String(cString: raw)
    let action = "read the tree of \(folder.isEmpty ? "the root folder" : folder)"
    guard let name = String(validatingCString: raw) else {
      throw GitError(.invalidName, action, "the name \"\(shown)\" is not valid UTF-8")
    }
    if name.utf8.contains(UInt8(ascii: "/")) {
      throw GitError(.invalidName, action, "the name \"\(shown)\" holds a slash")
    }
    return name
  }
}

extension Repository {
  /// How many entries a tree may have, at any depth, and how many bytes a path in it: a few small
  /// objects can stand for any number of files.
  static let (treeLimit, pathLimit) = (1_000_000, 4000)

  /// How many bytes a file may have: it is read into memory, more than once.
  static let fileLimit = 256 << 20

  /// The entries directly in a folder of a tree, in Git's order.
  ///
  /// - Parameters:
  ///   - tree: the id of the whole tree.
  ///   - path: the folder; "" is the root.
  /// - Returns: nil where there is no folder of that path.
  public func entries(of tree: ObjectID, in path: String) throws(GitError) -> [TreeEntry]? {
    guard let id = try folder(path, of: tree) else { return nil }
    return try list(id, prefix: path.isEmpty ? "" : path + "/")
  }

  /// Every entry that is not a folder, at any depth below `path`, sorted by path bytes.
  ///
  /// - Returns: nil where there is no folder of that path.
  /// - Throws: `GitError`; with `.tooLarge` where there are too many, with `.interrupted`.
  public func files(of tree: ObjectID, below path: String = "") throws(GitError) -> [TreeEntry]? {
    guard let id = try folder(path, of: tree) else { return nil }
    var (result, left) = ([TreeEntry](), Repository.treeLimit)
    try collect(id, prefix: path.isEmpty ? "" : path + "/", into: &result, &left)
    return result.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The entry at a path of a tree; nil where there is none.
  public func entry(of tree: ObjectID, at path: String) throws(GitError) -> TreeEntry? {
    var found: OpaquePointer?
    let root = try lookup(tree)
    defer { git_tree_free(root) }
    do {
      try call("read \(path)") { git_tree_entry_bypath(&found, root, path) }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
    defer { git_tree_entry_free(found) }
    return TreeEntry(
      path: path, kind: TreeEntry.kind(mode: git_tree_entry_filemode(found)),
      id: ObjectID(git_tree_entry_id(found).pointee))
  }

  private func folder(_ path: String, of tree: ObjectID) throws(GitError) -> ObjectID? {
    if path.isEmpty { return tree }
    guard let entry = try entry(of: tree, at: path), entry.kind == .folder else { return nil }
    return entry.id
  }

  private func lookup(_ id: ObjectID) throws(GitError) -> OpaquePointer {
    var tree: OpaquePointer?
    var oid = id.raw
    do {
      try call("read the tree \(id.short)") { git_tree_lookup(&tree, raw, &oid) }
    } catch {
      throw fault(of: id, wanted: GIT_OBJECT_TREE, error)
    }
    return tree!
  }

  private func list(_ id: ObjectID, prefix: String) throws(GitError) -> [TreeEntry] {
    try checkInterruption()
    let tree = try lookup(id)
    defer { git_tree_free(tree) }
    var result: [TreeEntry] = []
    let count = git_tree_entrycount(tree)
    result.reserveCapacity(count)
    for index in 0..<count {
      let entry = git_tree_entry_byindex(tree, index)
      let kind = TreeEntry.kind(mode: git_tree_entry_filemode(entry))
      let name = try TreeEntry.checked(git_tree_entry_name(entry), in: prefix)
      result.append(
        TreeEntry(
          path: prefix + name, kind: kind, id: ObjectID(git_tree_entry_id(entry).pointee)))
    }
    return result
  }

  private func collect(
    _ id: ObjectID, prefix: String, into result: inout [TreeEntry], _ left: inout Int
  ) throws(GitError) {
    if prefix.utf8.count > Repository.pathLimit {
      throw GitError(
        .invalidName, "read the tree of \(prefix.prefix(60))...",
        "a path in it is longer than \(Repository.pathLimit) bytes")
    }
    let entries = try list(id, prefix: prefix)
    left -= entries.count
    if left < 0 {
      throw GitError(
        .tooLarge, "read a tree", "it has more than \(Repository.treeLimit) entries")
    }
    for entry in entries {
      if entry.kind == .folder {
        try collect(entry.id, prefix: entry.path + "/", into: &result, &left)
      } else {
        result.append(entry)
      }
    }
  }
}
