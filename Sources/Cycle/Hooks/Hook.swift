internal import Git
internal import Model

/// A program of the repository that runs on the host around what is done to a stack.
enum Hook: String, CaseIterable {
  /// From the commit that is about to be deployed, before the stack's folder changes.
  case preDeploy = "pre-deploy"
  /// From the commit that was deployed, after its containers were verified.
  case postDeploy = "post-deploy"
  /// From the commit that was deployed last, before the project is removed.
  case preTeardown = "pre-teardown"

  /// Its path in the repository.
  func path(of stack: StackName) -> String { "\(Hooks.folder(of: stack))/\(rawValue)" }

  /// What it means that it failed, and what to do.
  func hint(_ stack: StackName) -> String {
    switch self {
    case .preDeploy:
      "the stack was left as it is; mend what the hook needs, or commit a change of "
        + path(of: stack)
    case .postDeploy:
      "the stack was deployed; mend what the hook needs, or commit a change of "
        + path(of: stack)
    case .preTeardown:
      "the project was left as it is; mend what the hook needs, or remove the project by hand: "
        + "docker compose -p \(stack) down"
    }
  }
}

/// The hooks that a commit has for a stack, and what stands beside them.
struct Hooks: Equatable {
  /// What stands under the name of each hook; where that is a link, what it leads to.
  let entries: [Hook: TreeEntry]
  /// Everything in their folder, at any depth, sorted by path.
  let files: [TreeEntry]

  /// Their folder in the repository.
  static func folder(of stack: StackName) -> String { "\(stack.folder)/hooks" }

  /// Finds them in a commit's tree.
  static func of(
    _ stack: StackName, _ tree: ObjectID, _ repository: Repository
  ) throws(GitError) -> Hooks {
    let files = try repository.files(of: tree, below: folder(of: stack)) ?? []
    var entries: [Hook: TreeEntry] = [:]
    if files.isEmpty { return Hooks(entries: entries, files: files) }
    for hook in Hook.allCases {
      let path = hook.path(of: stack)
      guard let entry = try repository.entry(of: tree, at: path) else { continue }
      let real = try LinkedPath(repository: repository, tree: tree).real(path) ?? path
      entries[hook] = try repository.entry(of: tree, at: real) ?? entry
    }
    return Hooks(entries: entries, files: files)
  }

  func contains(_ hook: Hook) -> Bool { entries[hook] != nil }
}
