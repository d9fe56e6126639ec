internal import Git
internal import Model

/// What a commit may not hold where this host uses it.
struct RepositoryRules {
  let repository: Repository

  /// The first thing below a folder that cannot be deployed.
  func violation(in files: [TreeEntry]) throws(GitError) -> Problem? {
    for file in files {
      if let problem = try violation(file) { return problem }
    }
    return nil
  }

  private func violation(_ file: TreeEntry) throws(GitError) -> Problem? {
    let place = Problem.Place(file.path)
    if file.name.hasPrefix(".decrypted.") {
      return Problem(
        "a decrypted secret is committed", at: place,
        hint: "remove it from the repository and change the secret")
    }
    switch file.kind {
    case .submodule:
      return Problem(
        "submodules are not deployed", at: place, hint: "commit the files themselves")
    case .link: return try violation(ofLink: file, place)
    case .file, .executable: return try violation(ofFile: file, place)
    case .folder: return nil
    }
  }

  private func violation(ofLink file: TreeEntry, _ place: Problem.Place) throws(GitError)
    -> Problem?
  {
    let target = String(decoding: try repository.blob(file.id), as: UTF8.self)
    if RepositoryRules.leavesRepository(link: file.path, target: target) {
      return Problem(
        "the link points out of the repository", at: place, hint: "commit what it points to")
    }
    return nil
  }

  private func violation(ofFile file: TreeEntry, _ place: Problem.Place) throws(GitError)
    -> Problem?
  {
    let size = try repository.blobSize(file.id)
    guard size < 1024 else { return nil }
    let start = "version https://git-lfs.github.com/spec/v1\n"
    guard try repository.blob(file.id).starts(with: start.utf8) else { return nil }
    return Problem(
      "the file is a Git LFS pointer", at: place, hint: "commit the file itself: LFS is not fetched"
    )
  }

  /// Whether following a link leads out of the repository.
  ///
  /// - Parameters:
  ///   - link: the link's path from the repository's root.
  ///   - target: what it points to.
  static func leavesRepository(link: String, target: String) -> Bool {
    if target.hasPrefix("/") { return true }
    var depth = link.split(separator: "/").count - 1
    for part in target.split(separator: "/") where part != "." {
      depth += part == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }
}
