internal import CGit2

/// Objects that are kept in memory and go with the repository that was opened.
extension Repository {
  /// From now on no object that is made is written into the repository's folder.
  func keepInMemory() throws(GitError) {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var memory: UnsafeMutablePointer<git_odb_backend>?
    try call("prepare a store in memory") { git_mempack_new(&memory) }
    // above the stores of the repository, of which the first one is written to
    try call("prepare a store in memory") { git_odb_add_backend(store, memory, 1000) }
  }

  /// From now on objects in files of their own are read without libgit2, which never ends where such
  /// a file was cut off (seen with 1.5).
  func readLooseObjects() throws(GitError) {
    let store = try objectStore()
    defer { git_odb_free(store) }
    let folder = String(cString: git_repository_commondir(raw)) + "objects"
    try call("open the object store") { converge_git_add_loose(store, folder, 900) }
  }

  /// Keeps an object, unless it is there already.
  func keep(_ bytes: [UInt8], _ kind: git_object_t) throws(GitError) -> git_oid {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var oid = git_oid()
    try call("name an object") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, kind) }
    }
    // libgit2 would touch the file of an object that is there
    if git_odb_exists_ext(store, &oid, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1 { return oid }
    try call("keep an object") {
      bytes.withUnsafeBytes { git_odb_write(&oid, store, $0.baseAddress, $0.count, kind) }
    }
    return oid
  }

  /// Keeps the tree of these files, and the trees of its folders.
  ///
  /// - Parameter files: each path once, and none that is a folder of another.
  func keepTree(of files: [TreeEntry]) throws(GitError) -> ObjectID {
    let root = FolderDraft()
    for file in files { root.add(file, file.path.split(separator: "/")[...]) }
    return ObjectID(try keep(root))
  }

  private func keep(_ folder: FolderDraft) throws(GitError) -> git_oid {
    var entries = folder.files.map { name, file in
      (key: Array(name.utf8), mode: file.kind.mode, name: name, id: file.id.raw)
    }
    for (name, inner) in folder.folders {
      // Git sorts folders as if their names ended in a slash
      entries.append(
        (Array(name.utf8) + [0x2f], TreeEntry.Kind.folder.mode, name, try keep(inner)))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Array(String(entry.mode, radix: 8).utf8) + [0x20] + Array(entry.name.utf8) + [0]
      withUnsafeBytes(of: entry.id.id) { bytes += Array($0) }
    }
    return try keep(bytes, GIT_OBJECT_TREE)
  }
}

/// A folder that a tree is made of.
private final class FolderDraft {
  var files: [String: TreeEntry] = [:]
  var folders: [String: FolderDraft] = [:]

  func add(_ file: TreeEntry, _ parts: ArraySlice<Substring>) {
    guard let first = parts.first else { return }
    let name = String(first)
    if parts.count == 1 {
      files[name] = file
    } else {
      let inner = folders[name] ?? FolderDraft()
      folders[name] = inner
      inner.add(file, parts.dropFirst())
    }
  }
}
