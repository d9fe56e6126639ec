internal import CGit2

/// What a commit says about itself.
public struct Commit: Equatable, Sendable {
  public let id: ObjectID
  public let tree: ObjectID
  public let author: String
  /// The first line of its message.
  public let subject: String
  /// Seconds since 1970-01-01T00:00:00Z.
  public let time: Int64
  /// When its author wrote it.
  public var authored = Date(seconds: 0, offset: 0)

  /// A point in time, and what clocks showed where it was noted.
  public struct Date: Equatable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// Minutes east of Greenwich.
    public let offset: Int

    public init(seconds: Int64, offset: Int) {
      self.seconds = seconds
      self.offset = offset
    }
  }
}

extension Repository {
  /// Reads a commit.
  ///
  /// - Throws: `GitError`; with `.damaged` where it is missing, with `.malformed` where it is none.
  public func commit(_ id: ObjectID) throws(GitError) -> Commit {
    var commit: OpaquePointer?
    var oid = id.raw
    do {
      try call("read the commit \(id.short)") { git_commit_lookup(&commit, raw, &oid) }
    } catch {
      throw fault(of: id, wanted: GIT_OBJECT_COMMIT, error)
    }
    defer { git_commit_free(commit) }
    return Commit(commit, id)
  }

  /// A commit as it is stored, headers and message: what its name, and a signature, are made of.
  ///
  /// - Throws: `GitError`, with `.damaged` where it is no commit, or not what its name says.
  public func commitBytes(_ id: ObjectID) throws(GitError) -> [UInt8] {
    let store = try objectStore()
    defer { git_odb_free(store) }
    var object: OpaquePointer?
    var oid = id.raw
    try call("read the commit \(id.short)") { git_odb_read(&object, store, &oid) }
    defer { git_odb_object_free(object) }
    guard git_odb_object_type(object) == GIT_OBJECT_COMMIT else {
      throw GitError(.damaged, "read the commit \(id.short)", "it is no commit")
    }
    let content = UnsafeRawBufferPointer(
      start: git_odb_object_data(object), count: git_odb_object_size(object))
    return Array(content)
  }
}

extension Commit {
  init(_ raw: OpaquePointer?, _ id: ObjectID) {
    let author = git_commit_author(raw)?.pointee
    let subject = git_commit_summary(raw).map { String(cString: $0) }
    self.init(
      id: id, tree: ObjectID(git_commit_tree_id(raw).pointee),
      author: author?.name.map { String(cString: $0) } ?? "", subject: subject ?? "",
      time: Commit.sensible(git_commit_time(raw)),
      authored: Date(
        seconds: Commit.sensible(author?.when.time ?? 0), offset: Int(author?.when.offset ?? 0)))
  }

  /// The times of four digits' years: a commit may name any number, and others reckon with it.
  private static func sensible(_ seconds: Int64) -> Int64 {
    min(max(seconds, -62_135_596_800), 253_402_300_799)
  }
}
