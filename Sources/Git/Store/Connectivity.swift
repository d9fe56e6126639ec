internal import CGit2
internal import Posix

extension Repository {
  /// Whether everything that a checkout of this commit needs is here: the commit, its trees, and
  /// every file in them. Trees are read and checked against their names; of files only the header
  /// is looked at. Older commits are not looked at.
  ///
  /// - Returns: false where something is missing or damaged; then the repository is to be made anew.
  public func isComplete(_ commit: ObjectID) throws(GitError) -> Bool {
    var odb: OpaquePointer?
    try call("open the object database") { git_repository_odb(&odb, raw) }
    defer { git_odb_free(odb) }
    do {
      var seen: Set<ObjectID> = []
      var open = [try self.commit(commit).tree]
      while let tree = open.popLast() {
        guard seen.insert(tree).inserted else { continue }
        for entry in try entries(of: tree, in: "") ?? [] {
          switch entry.kind {
          case .folder: open.append(entry.id)
          case .submodule: break
          case .file, .executable, .link:
            if seen.insert(entry.id).inserted, !hasFile(entry.id, odb) { return false }
          }
        }
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
    let name = ".git.damaged-\(WallClock.compact(WallClock.now))"
    do {
      try Folder.open(path).rename(".git", toFree: name)
    } catch {
      throw GitError(.other, "set the damaged repository \(path)/.git aside", error.description)
    }
    return (try create(path, branch: branch), "\(path)/\(name)")
  }

  private func hasFile(_ id: ObjectID, _ odb: OpaquePointer?) -> Bool {
    var (size, type, oid) = (0, GIT_OBJECT_ANY, id.raw)
    return git_odb_read_header(&size, &type, odb, &oid) == 0 && type == GIT_OBJECT_BLOB
  }
}
