internal import Git

/// Follows links in a commit's tree, as whoever opens a path of the checkout does.
struct LinkedPath {
  /// Links that are followed on one way, at most (path_resolution(7)).
  private static let limit = 40

  let repository: Repository
  let tree: ObjectID

  /// The path without a link in it, whether or not something stands there; nil where it leads out
  /// of the repository, or in a circle.
  ///
  /// - Parameter path: in the repository.
  func real(_ path: String) throws(GitError) -> String? {
    var rest = Array(path.split(separator: "/").map(String.init).reversed())
    var result: [String] = []
    var links = 0
    while let part = rest.popLast() {
      if part == "." { continue }
      if part == ".." {
        if result.popLast() == nil { return nil }
        continue
      }
      let place = (result + [part]).joined(separator: "/")
      guard let entry = try repository.entry(of: tree, at: place), entry.kind == .link else {
        result.append(part)
        continue
      }
      let target = String(decoding: try repository.blob(entry.id), as: UTF8.self)
      links += 1
      if target.hasPrefix("/") || links > LinkedPath.limit { return nil }
      rest += target.split(separator: "/").map(String.init).reversed()
    }
    return result.joined(separator: "/")
  }
}
