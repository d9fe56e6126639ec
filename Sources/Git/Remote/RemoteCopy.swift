internal import CGit2

extension Repository {
  /// Fetches from a repository on this machine. libgit2's own transport for that copies every
  /// branch and tag; this one copies what one branch needs.
  func copy(
    _ remote: Remote, branch: String, action: String, watchdog: Watchdog
  ) throws(GitError) -> Fetched {
    let source = try Source(remote.url.address, action: action)
    let head = try source.branches(action).find(branch, action: action)
    let incoming = try Incoming(self, watchdog)
    return try receive(head, action, incoming) { () throws(GitError) in
      try source.check(head, action)
      return try source.send(
        head, excluding: try references(), to: incoming.packs, action, watchdog)
    }
  }
}

extension Remote {
  /// The branches of a repository on this machine.
  func localBranches(_ action: String) throws(GitError) -> RemoteBranches {
    try Source(url.address, action: action).branches(action)
  }
}

/// The repository that is copied from. Whatever fails here is the remote's failure.
private struct Source: ~Copyable {
  private let raw: OpaquePointer

  init(_ path: String, action: String) throws(GitError) {
    var repository: OpaquePointer?
    do {
      try call(action) {
        git_repository_open_ext(&repository, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
      }
    } catch {
      throw GitError(
        .unreachable, action,
        RemoteFailure.objectFormat(error.reason) ?? RemoteFailure.oneLine(error.reason))
    }
    raw = repository!
  }

  deinit { git_repository_free(raw) }

  func branches(_ action: String) throws(GitError) -> RemoteBranches {
    do {
      return RemoteBranches(heads: try NamedReference.all(of: raw, below: "refs/heads/"))
    } catch {
      throw GitError(.unreachable, action, RemoteFailure.oneLine(error.reason))
    }
  }

  /// Git lets a branch be at nothing but a commit, but a person may have written the reference.
  func check(_ head: ObjectID, _ action: String) throws(GitError) {
    // newer versions of libgit2 would take what is there for all of it
    guard git_repository_is_shallow(raw) != 1 else {
      throw GitError(
        .unreachable, action,
        "it is a shallow clone, which lacks older commits; there: git fetch --unshallow")
    }
    var (object, oid) = (OpaquePointer?.none, head.raw)
    do {
      try call(action) { git_object_lookup(&object, raw, &oid, GIT_OBJECT_ANY) }
    } catch {
      throw failure(error, action)
    }
    defer { git_object_free(object) }
    let type = git_object_type(object)
    guard type == GIT_OBJECT_COMMIT else {
      throw GitError(
        .malformed, action, "the branch is at \(head.short), which is a \(type.word), not a commit")
    }
  }

  private func failure(_ error: GitError, _ action: String) -> GitError {
    GitError(.unreachable, action, RemoteFailure.oneLine(error.reason))
  }

  /// Packs a commit's history without what hangs on known commits, into a folder of packs.
  func send(
    _ head: ObjectID, excluding known: [ObjectID], to folder: String, _ action: String,
    _ watchdog: Watchdog
  ) throws(GitError) -> Int {
    var (walk, builder): (OpaquePointer?, OpaquePointer?)
    defer {
      git_packbuilder_free(builder)
      git_revwalk_free(walk)
    }
    do {
      try call(action) { git_revwalk_new(&walk, raw) }
      try push(head, excluding: known, walk, action)
      try call(action) { git_packbuilder_new(&builder, raw) }
      try call(action) {
        git_packbuilder_set_callbacks(
          builder,
          { _, _, _, payload in
            let watchdog = Unmanaged<Watchdog>.fromOpaque(payload!).takeUnretainedValue()
            return watchdog.verdict == .none ? 0 : GIT_EUSER.rawValue
          }, Unmanaged.passUnretained(watchdog).toOpaque())
      }
      try call(action) { git_packbuilder_insert_walk(builder, walk) }
    } catch {
      throw failure(error, action)
    }
    do {
      try call(action) { git_packbuilder_write(builder, folder, 0, nil, nil) }
    } catch {
      // it is read there, and written here
      throw error.code == .damaged || error.code == .notFound ? failure(error, action) : error
    }
    return git_packbuilder_object_count(builder)
  }

  private func push(
    _ head: ObjectID, excluding known: [ObjectID], _ walk: OpaquePointer?, _ action: String
  ) throws(GitError) {
    var oid = head.raw
    try call(action) { git_revwalk_push(walk, &oid) }
    for id in known {
      var (commit, other): (OpaquePointer?, git_oid) = (nil, id.raw)
      guard git_commit_lookup(&commit, raw, &other) == 0 else { continue }
      git_commit_free(commit)
      try call(action) { git_revwalk_hide(walk, &other) }
    }
  }
}
