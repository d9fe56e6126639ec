/// Whether what Compose files use is defined, and what is defined is used: undefined, unused.
enum VariableRules {
  static func findings(in tree: CheckedTree) -> [Finding] {
    let stacks = tree.stacks.values.sorted { $0.name < $1.name }
    return stacks.flatMap { $0.project.findings.map(\.self) }
      + tree.hosts.flatMap { undefined($0, tree) } + unused(tree)
  }

  /// What converge and Compose set themselves.
  private static func isGiven(_ name: String) -> Bool {
    let known = ["PATH", "HOME", "PWD", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]
    return name.hasPrefix("COMPOSE_") || name.hasPrefix("DOCKER_")
      || known.contains(name.uppercased())
  }

  // MARK: used and not defined

  private static func undefined(_ host: CheckedHost, _ tree: CheckedTree) -> [Finding] {
    (host.stacks ?? []).compactMap { tree.stacks[$0] }.flatMap { stack in
      let layers = tree.environment(of: stack, on: host.name)
      let defined = Set(layers.flatMap(tree.names))
      return stack.project.files.flatMap { file in
        undefined(file, defined.union(file.environment.flatMap(tree.names))).map {
          $0.about(host: host.name, stack: stack.name)
        }
      }.map { finding in
        var finding = finding
        finding.message =
          "\(finding.key ?? "") is used, and no environment file of \(stack.name) on \(host.name) "
          + "defines it: define it, or give it a default (${\(finding.key ?? ""):-...})"
        return finding
      }
    }
  }

  private static func undefined(_ file: ComposeFamily.File, _ defined: Set<String>) -> [Finding] {
    var seen: Set<String> = []
    return file.text.variables.compactMap { variable in
      guard variable.isRequired, !defined.contains(variable.name), !isGiven(variable.name),
        seen.insert("\(variable.line) \(variable.name)").inserted
      else { return nil }
      return Finding(.undefined, file.path, line: variable.line, "").about(key: variable.name)
    }
  }

  // MARK: defined and not used

  private static func unused(_ tree: CheckedTree) -> [Finding] {
    tree.sorted.flatMap { secret -> [Finding] in
      guard SecretName.isEnvironment(secret.path), !secret.isConflicted,
        let users = users(of: secret.path, tree),
        users.allSatisfy(\.project.isComplete)
      else { return [] }
      let decrypted = "\(SecretName.folder(of: secret.path))/.decrypted."
      let plaintext = decrypted + SecretName.name(of: secret.path)
      if users.contains(where: { $0.names(plaintext) }) { return [] }
      let used = users.reduce(into: Set<String>()) { $0.formUnion($1.used(tree)) }
      return secret.keys.compactMap { key in
        if used.contains(key.name) || isGiven(key.name) { return nil }
        return Finding(
          .unused, secret.path, line: key.line,
          "\(key.name) is defined, and \(words(users)) uses it: remove it, or use it as "
            + "${\(key.name)}"
        ).about(key: key.name, stack: SecretName.stack(of: secret.path)).warning
      }
    }
  }

  /// The stacks that see an environment file; nil where it is none of a layer, or nobody sees it.
  private static func users(of path: String, _ tree: CheckedTree) -> [CheckedStack]? {
    let folder = SecretName.folder(of: path)
    if let stack = SecretName.stack(of: path), folder == "stacks/\(stack)" {
      return tree.stacks[stack].map { [$0] }
    }
    guard tree.layers[folder]?.contains(path) == true else { return nil }
    let hosts = folder == "global" ? tree.hosts : tree.hosts.filter { "host/\($0.name)" == folder }
    if hosts.contains(where: { $0.stacks == nil }) { return nil }
    let names = Set(hosts.flatMap { $0.stacks ?? [] }).sorted()
    let stacks = names.compactMap { tree.stacks[$0] }
    return stacks.isEmpty ? nil : stacks
  }

  private static func words(_ stacks: [CheckedStack]) -> String {
    stacks.count == 1 ? "nothing in \(stacks[0].name)" : "none of the stacks that see it"
  }
}

extension CheckedStack {
  /// Whether a container gets the variables of a file.
  func names(_ path: String) -> Bool {
    project.files.contains { file in
      file.text.environmentFiles.contains {
        RepositoryPath.resolve($0.text, from: file.folder) == path
      }
    }
  }

  /// The variables that its Compose files use, and those that their values are made of.
  func used(_ tree: CheckedTree) -> Set<String> {
    var result: Set<String> = []
    for file in project.files {
      result.formUnion(file.text.variables.map(\.name))
      result.formUnion(file.text.passed)
    }
    for layer in tree.environment.values { result.formUnion(layer.used) }
    return result
  }
}
