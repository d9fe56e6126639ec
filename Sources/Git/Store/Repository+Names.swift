internal import CGit2

/// References by their names, and what is asked of objects without reading them.
extension Repository {
  /// The reference that HEAD names, "refs/heads/main"; nil where it names a commit instead.
  public func headReference() throws(GitError) -> String? {
    var head: OpaquePointer?
    do {
      try call("read HEAD") { git_reference_lookup(&head, raw, "HEAD") }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
    defer { git_reference_free(head) }
    return git_reference_symbolic_target(head).map { String(cString: $0) }
  }

  /// The full names of the references below `prefix`, such as "refs/heads/".
  public func referenceNames(below prefix: String) throws(GitError) -> [String] {
    var iterator: OpaquePointer?
    try call("list references") {
      git_reference_iterator_glob_new(&iterator, raw, prefix + "*")
    }
    defer { git_reference_iterator_free(iterator) }
    var result: [String] = []
    var name: UnsafePointer<CChar>?
    while true {
      let end = try endOfIteration { git_reference_next_name(&name, iterator) }
      guard !end, let name else { return result }
      result.append(String(cString: name))
    }
  }

  private func endOfIteration(_ body: () -> Int32) throws(GitError) -> Bool {
    let result = body()
    if result == GIT_ITEROVER.rawValue { return true }
    try call("list references") { result }
    return false
  }

  /// Removes a reference; one that is not there is fine.
  public func removeReference(_ name: String) throws(GitError) {
    try call("remove \(name)") { git_reference_remove(raw, name) }
  }

  /// Whether the object store has an object.
  public func contains(_ id: ObjectID) throws(GitError) -> Bool {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var oid = id.raw
    return git_odb_exists(store, &oid) == 1
  }

  /// The bytes an object takes, without reading it whole.
  public func size(of id: ObjectID) throws(GitError) -> Int64 {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var (size, kind, oid) = (0, GIT_OBJECT_ANY, id.raw)
    try call("read the object \(id.short)") { git_odb_read_header(&size, &kind, store, &oid) }
    return Int64(size)
  }

  /// The object store, to be freed by the caller.
  func objectStore() throws(GitError) -> OpaquePointer? {
    var store: OpaquePointer?
    try call("open the object store") { git_repository_odb(&store, raw) }
    return store
  }

  /// Where objects are stored, ended by a slash.
  func objectFolder() throws(GitError) -> String {
    var buffer = git_buf()
    try call("find the object database") {
      git_repository_item_path(&buffer, raw, GIT_REPOSITORY_ITEM_OBJECTS)
    }
    defer { git_buf_dispose(&buffer) }
    return String(cString: buffer.ptr)
  }
}
