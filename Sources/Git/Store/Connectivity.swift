internal import CGit2
internal import Posix

extension Repository {
  /// Whether everything that a checkout of this commit needs is here: the commit, its trees, and
  /// every file in them. Trees are read and checked against their names; of files only the header
  /// is looked at. Older commits are not looked at.
  ///
  /// - Returns: false where something is missing or damaged; then the repository is to be made anew.
  /// - Throws: `GitError`; with `.malformed` where something was made wrongly, which no other copy of
  ///   it mends; with `.tooLarge` where there are too many, or a file is too large; with `.interrupted`.
  public func isComplete(_ commit: ObjectID) throws(GitError) -> Bool {
    do throws(GitError) {
      let trees = try TreeReader(self)
      let tree = try self.commit(commit).tree
      guard try trees.read(tree) else { return false }
      let (count, action) = (trees.count(of: tree), "use the commit \(commit.short)")
      if count > Repository.treeLimit {
        throw GitError(
          .tooLarge, action,
          "its tree has \(count) entries, which is more than \(Repository.treeLimit)")
      }
      if let (path, size) = trees.tooLarge {
        throw GitError(
          .tooLarge, action,
          "\(printable(path, limit: 300)) has \(size) bytes, which is more than "
            + "\(Repository.fileLimit >> 20) MiB")
      }
      return true
    } catch {
      if error.code == .damaged || error.code == .notFound { return false }
      throw error
    }
  }

  /// Sets a damaged repository aside and makes an empty one in its place; the files of the work
  /// tree stay as they are. Ended in between, it leaves a folder without a repository.
  ///
  /// - Parameters:
  ///   - path: the folder of the work tree.
  ///   - branch: the branch that HEAD names.
  /// - Returns: the new repository, and the path where the damaged one is now.
  public static func renew(
    _ path: String, branch: String
  ) throws(GitError) -> (repository: Repository, aside: String) {
    let name = damaged + WallClock.compact(WallClock.now)
    do {
      try Folder.open(path).rename(".git", toFree: name)
    } catch {
      throw GitError(.other, "set the damaged repository \(path)/.git aside", error.description)
    }
    return (try create(path, branch: branch), "\(path)/\(name)")
  }

  private static let damaged = ".git.damaged-"

  /// The last repository that was set aside not long ago.
  ///
  /// - Parameters:
  ///   - path: the folder of the work tree.
  ///   - seconds: how long ago, at most.
  /// - Returns: its path; nil where there is none.
  public static func setAside(in path: String, within seconds: Int64) -> String? {
    let first = damaged + WallClock.compact(WallClock.now - seconds)
    let last = damaged + WallClock.compact(WallClock.now + 1)
    let names = (try? Folder.open(path).names()) ?? []
    return names.filter { $0 >= first && $0 < last }.max().map { "\(path)/\($0)" }
  }

  /// Why an object cannot be used: one whose bytes are here, and have the name that they should have,
  /// is not damaged, but was made wrongly.
  ///
  /// - Parameter error: what libgit2 said of it.
  func fault(of id: ObjectID, wanted: git_object_t, _ error: GitError) -> GitError {
    guard let store = try? objectStore() else { return error }
    defer { git_odb_free(store) }
    var (object, oid) = (OpaquePointer?.none, id.raw)
    guard git_odb_read(&object, store, &oid) == 0 else { return error }
    defer { git_odb_object_free(object) }
    let type = git_odb_object_type(object)
    let reason = type == wanted ? error.reason : "it is a \(type.word), not a \(wanted.word)"
    return GitError(.malformed, error.action, reason)
  }
}

extension git_object_t {
  /// "commit", "tree", "blob", "tag"
  var word: String { git_object_type2string(self).map { String(cString: $0) } ?? "" }
}
