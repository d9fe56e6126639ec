internal import CGit2

/// A Git index as a file (gitformat-index(5)): the paths that are checked out, and what the file
/// system said about each when its content was known.
public enum IndexFile {
  /// The entries of the index at `path`, by path bytes.
  ///
  /// - Returns: none where there is no such file.
  /// - Throws: `GitError` where it is damaged or of a kind that libgit2 does not know.
  public static func read(_ path: String) throws(GitError) -> [IndexEntry] {
    let index = try open(path)
    defer { git_index_free(index) }
    try call("read \(path)") { git_index_read(index, 1) }
    let count = git_index_entrycount(index)
    var result: [IndexEntry] = []
    result.reserveCapacity(count)
    for position in 0..<count {
      if let entry = git_index_get_byindex(index, position) {
        result.append(IndexEntry(entry.pointee))
      }
    }
    return result
  }

  /// Whether an index can hold these paths: Git refuses some that a file could have.
  ///
  /// - Throws: `GitError` naming the path that cannot be.
  public static func check(_ entries: [IndexEntry]) throws(GitError) {
    let index = try filled(with: entries, path: nil)
    git_index_free(index)
  }

  /// Writes an index file at `path`, replacing one that is there.
  public static func write(_ entries: [IndexEntry], to path: String) throws(GitError) {
    let index = try filled(with: entries, path: path)
    defer { git_index_free(index) }
    try call("write \(path)") { git_index_write(index) }
  }

  private static func open(_ path: String?) throws(GitError) -> OpaquePointer? {
    _ = Library.started
    var index: OpaquePointer?
    if let path {
      try call("open \(path)") { git_index_open(&index, path) }
    } else {
      try call("make an index") { git_index_new(&index) }
    }
    return index
  }

  private static func filled(
    with entries: [IndexEntry], path: String?
  ) throws(GitError) -> OpaquePointer? {
    let index = try open(path)
    do {
      for entry in entries {
        try call("note \(entry.path)") {
          entry.path.withCString { name in
            var raw = entry.raw
            raw.path = name
            return git_index_add(index, &raw)
          }
        }
      }
    } catch {
      git_index_free(index)
      throw error
    }
    return index
  }
}
