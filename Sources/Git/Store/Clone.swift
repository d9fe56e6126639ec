internal import CGit2

/// A repository as a person works in it, found as git finds it. Nothing of it is ever written: what
/// is made of it stays in memory.
public final class Clone {
  public let repository: Repository
  /// The folder of the work tree, ended by a slash; nil in a bare repository.
  public let workTree: String?
  /// The path of its index, which need not exist.
  let index: String

  private init(_ raw: OpaquePointer, workTree: String?, index: String) throws(GitError) {
    repository = Repository(raw, path: workTree ?? String(cString: git_repository_path(raw)))
    self.workTree = workTree
    self.index = index
    try repository.keepInMemory()
    try repository.readLooseObjects()
  }

  /// The clone that a folder lies in.
  ///
  /// - Parameters:
  ///   - folder: where to begin; from there upwards.
  ///   - variable: reads the environment, in which git tells its hooks the repository, the index of
  ///     the commit that is being made, and the work tree (`GIT_DIR`, `GIT_INDEX_FILE`,
  ///     `GIT_WORK_TREE`).
  /// - Throws: `GitError` with `.notFound` where there is none.
  public static func find(
    from folder: String, variable: (String) -> String? = { _ in nil }
  ) throws(GitError) -> Clone {
    _ = Library.started
    func value(_ name: String) -> String? {
      variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    let given = value("GIT_DIR")
    let flags = given == nil ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    var raw: OpaquePointer?
    try call("open the repository of \(given ?? folder)") {
      git_repository_open_ext(&raw, given ?? folder, flags, nil)
    }
    var workTree = git_repository_workdir(raw).map { String(cString: $0) }
    if let named = value("GIT_WORK_TREE") {
      workTree = named.hasSuffix("/") ? named : named + "/"
    }
    let index = value("GIT_INDEX_FILE") ?? String(cString: git_repository_path(raw)) + "index"
    return try Clone(raw!, workTree: workTree, index: index)
  }

  /// Whether it has only the newest part of its history.
  public var isShallow: Bool { git_repository_is_shallow(repository.raw) == 1 }

  /// The commit that is checked out; nil before the first one.
  public func head() throws(GitError) -> ObjectID? { try repository.commitID(of: "HEAD") }

  /// The commit that a word of git's means: a branch, a tag, the beginning of a name, `HEAD~2`.
  public func commit(_ revision: String) throws(GitError) -> ObjectID {
    var (object, commit) = (OpaquePointer?.none, OpaquePointer?.none)
    try call("find the commit \(revision)") {
      git_revparse_single(&object, repository.raw, revision)
    }
    defer { git_object_free(object) }
    try call("find the commit \(revision)") {
      git_object_peel(&commit, object, GIT_OBJECT_COMMIT)
    }
    defer { git_object_free(commit) }
    return ObjectID(git_object_id(commit).pointee)
  }
}
