internal import Git
internal import Model

/// Which files of a stack differ since it was last applied, and who changed them.
struct StackChanges {
  /// Commits that are searched for the origin of a change, at most.
  static let limit = 500

  private let target: Target
  private let list: String

  init(_ target: Target, host: String) {
    self.target = target
    list = "host/\(host)/stacks.yaml"
  }

  /// Sorted by path; empty where the commit of the receipt is not known any more.
  func files(
    of stack: Stack, since receipt: StackReceipt
  ) throws(GitError) -> [FileChange] {
    let repository = target.repository
    guard let old = ObjectID(hex: receipt.commit), try repository.contains(old),
      let before = try? repository.commit(old)
    else { return [] }
    let now = target.commit(of: stack.name)
    let trees = TreeChanges(repository: repository, tree: now.tree)
    let places = [stack.name.folder] + receipt.reach + stack.environment.map(\.source)
    let paths = Set(try trees.paths(since: before.tree, in: places)).subtracting([list]).sorted()
    if paths.isEmpty { return [] }
    let origins = try repository.origins(
      of: paths, from: now.id, since: old, limit: StackChanges.limit)
    return paths.map { path in
      FileChange(
        path,
        origin: origins[path].map {
          .init(commit: $0.id.short, author: $0.author, subject: $0.subject)
        })
    }
  }
}
