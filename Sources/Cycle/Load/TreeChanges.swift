internal import Git

/// Which files of some folders differ between two commits.
struct TreeChanges {
  let repository: Repository
  /// The commit that is deployed now.
  let tree: ObjectID

  /// The paths that were added, changed or removed at any of the places, sorted.
  ///
  /// - Parameter old: the tree to compare with.
  func paths(since old: ObjectID, in folders: [String]) throws(GitError) -> [String] {
    if old == tree { return [] }
    var result: [String] = []
    for folder in folders { result += try paths(since: old, in: folder) }
    return result.sorted()
  }

  private func paths(since old: ObjectID, in folder: String) throws(GitError) -> [String] {
    let before = try repository.entry(of: old, at: folder)
    let after = try repository.entry(of: tree, at: folder)
    if before == after { return [] }
    let oldFiles = try files(of: old, in: folder)
    let newFiles = try files(of: tree, in: folder)
    let changed = newFiles.filter { oldFiles[$0.key] != $0.value }.map(\.key)
    return changed + oldFiles.keys.filter { newFiles[$0] == nil }
  }

  private func files(of tree: ObjectID, in folder: String) throws(GitError) -> [String: TreeEntry] {
    var result: [String: TreeEntry] = [:]
    for file in try repository.files(of: tree, at: folder) { result[file.path] = file }
    return result
  }
}
