internal import CGit2

/// A Git repository on this machine: its objects and references. Its work tree is never written
/// through libgit2.
public final class Repository {
  let raw: OpaquePointer
  /// The folder of the work tree.
  public let path: String
  /// Asked now and then by what may take long, which is given up once this answers false.
  public var goesOn: () -> Bool = { true }

  init(_ raw: OpaquePointer, path: String) {
    self.raw = raw
    self.path = path
  }

  deinit { git_repository_free(raw) }

  /// - Throws: `GitError` with `.interrupted` where what takes long is to be given up.
  public func checkInterruption() throws(GitError) {
    if !goesOn() { throw GitError(.interrupted, "read \(path)", "it was given up on request") }
  }

  /// Opens the repository whose work tree is the folder `path`.
  ///
  /// - Throws: `GitError` with `.notFound` where there is none.
  public static func open(_ path: String) throws(GitError) -> Repository {
    _ = Library.started
    var raw: OpaquePointer?
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    try call("open the repository \(path)") { git_repository_open_ext(&raw, path, flags, nil) }
    return Repository(raw!, path: path)
  }

  /// Makes an empty repository in the existing folder `path`, beside whatever it holds.
  ///
  /// - Parameter branch: the branch that HEAD names.
  public static func create(_ path: String, branch: String) throws(GitError) -> Repository {
    _ = Library.started
    var raw: OpaquePointer?
    var options = git_repository_init_options()
    try call("prepare a repository") {
      git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
    }
    options.flags = GIT_REPOSITORY_INIT_NO_REINIT.rawValue
    try call("make a repository in \(path)") {
      branch.withCString { name in
        options.initial_head = name
        return git_repository_init_ext(&raw, path, &options)
      }
    }
    return Repository(raw!, path: path)
  }

  /// The bytes of a blob.
  public func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
    var blob: OpaquePointer?
    var oid = id.raw
    try call("read the object \(id.short)") { git_blob_lookup(&blob, raw, &oid) }
    defer { git_blob_free(blob) }
    let size = Int(git_blob_rawsize(blob))
    guard size > 0, let start = git_blob_rawcontent(blob) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: size))
  }

  /// The name that these bytes would have as a blob; nothing is stored.
  public static func blobID(of bytes: [UInt8]) throws(GitError) -> ObjectID {
    _ = Library.started
    var oid = git_oid()
    try call("name a file") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
    }
    return ObjectID(oid)
  }

  /// The commit a reference points to, through symbolic references.
  ///
  /// - Parameter reference: a full name such as "refs/heads/main".
  /// - Returns: nil where there is no such reference.
  public func commitID(of reference: String) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    do {
      try call("read \(reference)") { git_reference_name_to_id(&oid, raw, reference) }
      return ObjectID(oid)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Points a reference at a commit, making it where it is missing, without a log entry.
  public func setReference(_ reference: String, to id: ObjectID) throws(GitError) {
    var result: OpaquePointer?
    var oid = id.raw
    try call("set \(reference)") { git_reference_create(&result, raw, reference, &oid, 1, nil) }
    git_reference_free(result)
  }

  /// Makes HEAD name a branch.
  ///
  /// - Parameter branch: such as "main" or "feature/x".
  public func setHead(branch: String) throws(GitError) {
    var result: OpaquePointer?
    try call("set HEAD") {
      git_reference_symbolic_create(&result, raw, "HEAD", "refs/heads/\(branch)", 1, nil)
    }
    git_reference_free(result)
  }

  /// Whether `commit` has `ancestor` among its ancestors; a commit is not its own.
  public func descends(_ commit: ObjectID, from ancestor: ObjectID) throws(GitError) -> Bool {
    var (new, old) = (commit.raw, ancestor.raw)
    return try call("compare \(commit.short) with \(ancestor.short)") {
      git_graph_descendant_of(raw, &new, &old)
    } == 1
  }
}

extension Repository {
  /// How many commits `new` has among its ancestors, itself included, that `old` has not.
  public func commits(of new: ObjectID, without old: ObjectID) throws(GitError) -> Int {
    var (ahead, behind) = (0, 0)
    var (newer, older) = (new.raw, old.raw)
    try call("compare \(new.short) with \(old.short)") {
      git_graph_ahead_behind(&ahead, &behind, raw, &newer, &older)
    }
    return ahead
  }

  /// The size of a blob in bytes, without reading it.
  public func blobSize(_ id: ObjectID) throws(GitError) -> Int {
    let store = try objectStore()
    var oid = id.raw
    var size = 0
    var kind = GIT_OBJECT_INVALID
    defer { git_odb_free(store) }
    try call("read the object \(id.short)") { git_odb_read_header(&size, &kind, store, &oid) }
    return size
  }
}
