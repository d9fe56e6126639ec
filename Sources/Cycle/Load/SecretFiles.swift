internal import Git
internal import Model

/// The encrypted files in a folder that are none of its layers of variables.
struct SecretFiles {
  private(set) var files: [SecretFile] = []

  /// Takes in those of a folder.
  ///
  /// - Parameters:
  ///   - entries: every tracked file below the folder.
  ///   - layer: the variables directly in it.
  mutating func add(_ entries: [TreeEntry], besides layer: EnvironmentLayer) {
    let layered = Set(layer.files.compactMap { $0.secret?.path })
    files += entries.filter { entry in
      (entry.kind == .file || entry.kind == .executable) && SecretFile.isOne(named: entry.name)
        && !layered.contains(entry.path)
    }.map { SecretFile(path: $0.path, blob: $0.id.hex) }
  }

  /// The stack with those whose plaintexts its Compose files name, by themselves or with a folder.
  func used(
    by stack: Stack, _ repository: Repository, _ tree: ObjectID
  ) throws(GitError) -> Stack {
    if files.isEmpty { return stack }
    let reach = try Reach.of(stack, repository, tree, resolved: [])
    let used = files.filter { file in
      reach.contains { file.plaintext == $0 || file.plaintext.hasPrefix($0 + "/") }
    }
    return Stack(
      name: stack.name, composeFiles: stack.composeFiles, environment: stack.environment,
      files: stack.files + used)
  }
}
