internal import CGit2
internal import Posix

extension Repository {
  /// Whether everything that a checkout of this commit needs is here: the commit, its trees, and
  /// every file in them. Trees are read and checked against their names; of files only the header
  /// is looked at. Older commits are not looked at.
  ///
  /// - Returns: false where something is missing or damaged; then the repository is to be made anew.
  /// - Throws: `GitError`; with `.malformed` where something was made wrongly, which no other copy of
  ///   it mends.
  public func isComplete(_ commit: ObjectID) throws(GitError) -> Bool {
    let store = try objectStore()
    defer { git_odb_free(store) }
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
            if seen.insert(entry.id).inserted, !hasFile(entry.id, store) { return false }
          }
        }
      }
      return true
    } catch {
      if error.code == .damaged || error.code == .notFound { return false }
      throw error
    }
  }

  /// Reads the commits that lead to one, as far as they do not lead to others too.
  ///
  /// - Throws: `GitError`; with `.malformed` where one was made wrongly.
  func readHistory(of head: ObjectID, without known: [ObjectID]) throws(GitError) {
    let action = "read the history of \(head.short)"
    var (walk, oid) = (OpaquePointer?.none, head.raw)
    try call(action) { git_revwalk_new(&walk, raw) }
    defer { git_revwalk_free(walk) }
    do {
      try call(action) { git_revwalk_push(walk, &oid) }
      for id in known {
        var other = id.raw
        // a reference may name a tree, which leads nowhere
        _ = git_revwalk_hide(walk, &other)
      }
      var end = false
      while !end {
        let code = git_revwalk_next(&oid, walk)
        end = code == GIT_ITEROVER.rawValue
        if !end { try call(action) { code } }
      }
    } catch {
      let isHere = error.code != .damaged && error.code != .notFound
      throw isHere ? GitError(.malformed, action, error.reason) : error
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

  private func hasFile(_ id: ObjectID, _ store: OpaquePointer?) -> Bool {
    var (size, type, oid) = (0, GIT_OBJECT_ANY, id.raw)
    return git_odb_read_header(&size, &type, store, &oid) == 0 && type == GIT_OBJECT_BLOB
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
