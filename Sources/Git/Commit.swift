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
}

extension Repository {
  /// Reads a commit.
  public func commit(_ id: ObjectID) throws(GitError) -> Commit {
    var commit: OpaquePointer?
    var oid = id.raw
    try call("read the commit \(id.short)") { git_commit_lookup(&commit, raw, &oid) }
    defer { git_commit_free(commit) }
    let author = git_commit_author(commit).flatMap { $0.pointee.name.map { String(cString: $0) } }
    let subject = git_commit_summary(commit).map { String(cString: $0) }
    return Commit(
      id: id, tree: ObjectID(git_commit_tree_id(commit).pointee), author: author ?? "",
      subject: subject ?? "", time: git_commit_time(commit))
  }
}
