internal import Git
internal import Model

extension Site {
  /// For each stack, what differs in the repository since it was last applied; nil where it never
  /// was, or where that commit is not known any more.
  func changes(
    for declaration: Declaration, to revision: Revision, _ repository: Repository
  ) throws(Failure) -> [StackName: [String]?] {
    let trees = TreeChanges(repository: repository, tree: revision.commit.tree)
    var result: [StackName: [String]?] = [:]
    for stack in declaration.stacks {
      do {
        result[stack.name] = try changes(of: stack.name, trees)
      } catch {
        throw Failure(error)
      }
    }
    return result
  }

  private func changes(
    of name: StackName, _ trees: TreeChanges
  ) throws(GitError) -> [String]? {
    guard let applied = record.record.applied[name.text].flatMap(ObjectID.init(hex:)),
      try trees.repository.contains(applied)
    else { return nil }
    let old = try trees.repository.commit(applied).tree
    let list = "host/\(host)/stacks.yaml"
    return try trees.paths(since: old, in: [name.folder, "global", "host/\(host)"])
      .filter { $0 != list }
  }
}
