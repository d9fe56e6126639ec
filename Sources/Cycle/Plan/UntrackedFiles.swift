internal import Checkout
internal import Git
internal import Posix

/// What stands in the checkout and was never committed, as it will be beside a tree that is not
/// checked out yet.
struct UntrackedFiles {
  private let repository: Repository
  private let workTree: WorkTree
  /// The trees whose files stand in the checkout now.
  private let present: [ObjectID]

  init(_ repository: Repository) throws(Failure) {
    self.repository = repository
    do throws(CheckoutError) {
      workTree = try WorkTree(repository, root: repository.path)
      present = try Records.trees(repository)
    } catch {
      throw Failure(error)
    }
  }

  /// What a stack that uses a place of the repository may see there: all below a folder, folders
  /// that are untracked as a whole; all beside a Compose file; and what stands where nothing was
  /// committed.
  ///
  /// - Parameters:
  ///   - place: a path in the repository.
  ///   - tree: what is going to be checked out.
  /// - Returns: paths from the checkout's root.
  func paths(at place: String, of tree: ObjectID) throws -> [String] {
    switch try repository.entry(of: tree, at: place)?.kind {
    case .folder: return try paths(below: place, of: tree)
    case nil: return try paths(outside: place, of: tree)
    default:
      guard place.hasSuffix(".yaml") || place.hasSuffix(".yml") else { return [] }
      let parent = place.split(separator: "/").dropLast().joined(separator: "/")
      return try paths(below: parent, of: tree)
    }
  }

  private func paths(below folder: String, of tree: ObjectID) throws -> [String] {
    try workTree.untracked(below: folder, of: present + [tree], limit: .max).paths
      .map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// The first on the way to a place that no tree knows.
  private func paths(outside place: String, of tree: ObjectID) throws -> [String] {
    var way: [Substring] = []
    for part in place.split(separator: "/") {
      way.append(part)
      let path = way.joined(separator: "/")
      var kinds: [TreeEntry.Kind] = []
      for tree in present + [tree] {
        if let entry = try repository.entry(of: tree, at: path) { kinds.append(entry.kind) }
      }
      if kinds.isEmpty { return path != ".git" && isThere(path) ? [path] : [] }
      if kinds.contains(where: { $0 != .folder }) { return [] }
    }
    return try paths(below: place, of: tree)
  }

  private func isThere(_ path: String) -> Bool {
    guard let root = try? Folder.open(repository.path) else { return false }
    return (try? root.status(path)) != nil
  }
}
