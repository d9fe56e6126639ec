internal import Git
internal import Model
internal import Secrets

/// Reads what the rules look at from a tree.
struct TreeReader {
  let repository: Repository
  let tree: ObjectID
  private let files: [String: TreeEntry]

  init(_ repository: Repository, _ tree: ObjectID) throws(GitError) {
    (self.repository, self.tree) = (repository, tree)
    var files: [String: TreeEntry] = [:]
    for file in try repository.files(of: tree) ?? [] { files[file.path] = file }
    self.files = files
  }

  /// - Throws: `GitError` where the object store is damaged.
  func read() throws(GitError) -> CheckedTree {
    var result = CheckedTree()
    for (path, file) in files {
      let name = file.name
      if SecretName.isDecrypted(name) { result.decrypted.append(path) }
      if path.hasPrefix("\(PublishedKeys.folder)/") { result.publishesKeys = true }
      guard file.kind == .file || file.kind == .executable else { continue }
      if SecretName.isSecret(name) {
        result.secrets[path] = CheckedSecret(path, try repository.blob(file.id))
      } else if SecretName.isPlainEnvironment(path) {
        result.environment[path] = PlainEnvironment(try repository.blob(file.id))
      } else if name == CheckedRules.name {
        result.rules += CheckedRules.recipients(in: try repository.blob(file.id), of: path)
      }
    }
    for name in try folders(in: "stacks") {
      if let stack = try stack(name, result) { result.stacks[name] = stack }
    }
    result.layers["global"] = try layer("global")
    for name in try folders(in: "host") { try addHost(name, to: &result) }
    return result
  }

  private func folders(in path: String) throws(GitError) -> [String] {
    try (repository.entries(of: tree, in: path) ?? []).filter { $0.kind == .folder }.map(\.name)
  }

  /// The environment files directly in a folder, in their order.
  private func layer(_ folder: String) throws(GitError) -> [String] {
    EnvironmentLayer(try repository.entries(of: tree, in: folder) ?? []).files.map(\.source)
  }

  /// The bytes of a file, through links; nil where there is none.
  private func bytes(_ path: String) throws(GitError) -> [UInt8]? {
    guard let real = try LinkedPath(repository: repository, tree: tree).real(path),
      let file = files[real], file.kind == .file || file.kind == .executable
    else { return nil }
    return try repository.blob(file.id)
  }

  private func stack(_ text: String, _ known: CheckedTree) throws(GitError) -> CheckedStack? {
    guard let name = StackName(text) else { return nil }
    let entries = try repository.entries(of: tree, in: name.folder) ?? []
    let compose = ComposeFileNames.choose(among: entries.map(\.name)).map { "\(name.folder)/\($0)" }
    if compose.isEmpty { return nil }
    let project = try ComposeFamily(compose, in: name.folder) { path throws(GitError) in
      try bytes(path)
    }
    let environment = try layer(name.folder)
    let stack = Stack(
      name: name, composeFiles: compose, environment: environment.map { .plain($0) })
    let reach = try Reach.of(stack, repository, tree, resolved: [])
    let places = [name.folder] + reach.map { SecretName.source(ofDecrypted: $0) ?? $0 }
    let secrets = known.secrets.keys.filter { path in
      places.contains { path == $0 || path.hasPrefix("\($0)/") }
    }
    let others = Set(secrets).subtracting(environment).sorted()
    let declared = Stack(
      name: name, composeFiles: compose, environment: stack.environment,
      files: others.map { SecretFile(path: $0, blob: "") })
    let (plaintexts, reached) = try named(by: project, in: name.folder)
    return CheckedStack(
      name: text, environment: environment, project: project, secrets: Set(secrets),
      declared: declared, plaintexts: plaintexts, reached: reached)
  }

  /// What the Compose files of a stack name in the repository.
  private func named(
    by project: ComposeFamily, in folder: String
  ) throws(GitError) -> ([NamedPlaintext], Set<String>) {
    var (plaintexts, reached): ([NamedPlaintext], Set<String>) = ([], [])
    for file in project.files {
      for place in file.text.environmentFiles + file.text.content + file.text.contexts {
        for part in Self.parts(of: place.text) {
          var paths: [String] = []
          for base in Set([file.folder, folder]).sorted() {
            guard let path = RepositoryPath.resolve(part, from: base) else { continue }
            paths.append(path)
            if let real = try LinkedPath(repository: repository, tree: tree).real(path) {
              if real != path { paths.append(real) }
            }
          }
          reached.formUnion(paths)
          let sources = paths.compactMap(SecretName.source)
          if !sources.isEmpty {
            plaintexts.append(
              NamedPlaintext(file: file.path, line: place.line, sources: sources))
          }
        }
      }
    }
    return (plaintexts, reached)
  }

  /// A text may be a path, or one before a colon.
  private static func parts(of text: String) -> [String] {
    text.split(whereSeparator: { $0 == ":" || $0 == "=" }).map(String.init)
  }

  private func addHost(_ name: String, to result: inout CheckedTree) throws(GitError) {
    let folder = "host/\(name)"
    let layer = try layer(folder)
    result.layers[folder] = layer
    let (stacks, findings) = try list(name)
    result.findings += findings
    var host = CheckedHost(
      name: name, key: CheckedHost.Key(try bytes(CheckedHost.keyFile(of: name))), stacks: stacks)
    let shared = ((result.layers["global"] ?? []) + layer).filter { result.secrets[$0] != nil }
    let own = (stacks ?? []).flatMap { result.stacks[$0]?.secrets ?? [] }
    host.needs = (stacks ?? []).isEmpty ? [] : Set(shared + own)
    let isKnown = stacks?.allSatisfy { result.stacks[$0]?.project.isComplete ?? false } ?? false
    let inside = result.secrets.keys.filter { $0.hasPrefix("\(folder)/") }
    host.mayOpen = isKnown ? host.needs.union(shared).union(inside) : nil
    result.hosts.append(host)
  }

  /// The stacks that a host declares; nil where the list is missing or damaged.
  private func list(_ host: String) throws(GitError) -> ([String]?, [Finding]) {
    let file = "host/\(host)/stacks.yaml"
    guard let bytes = try bytes(file) else { return (nil, []) }
    do throws(InvalidDeclaration) {
      return (try StackList.parse(bytes, file: file).map(\.text), [])
    } catch {
      let findings = error.problems.map { problem in
        Finding(
          .declaration, file, line: problem.place?.line,
          [problem.message, problem.hint].compactMap { $0 }.joined(separator: "; "))
      }
      return (nil, findings.map { $0.about(host: host) })
    }
  }
}

extension PlainEnvironment {
  init(_ bytes: [UInt8]) {
    let entries = Dotenv(bytes).entries
    names = entries.filter { !$0.isInherited }.map(\.key)
    used = Set(entries.flatMap(Dotenv.used))
    encrypted = Ciphertext.lines(in: bytes).map { line in
      (line, entries.last { $0.line == line }?.key)
    }
  }
}

extension Dotenv {
  /// The variables that a value is made of.
  static func used(by entry: Entry) -> [String] {
    for case .interpolated(let names) in changes(entry) { return names }
    return []
  }
}
