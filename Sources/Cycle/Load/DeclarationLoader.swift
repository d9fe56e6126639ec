internal import Git
internal import Model

/// Reads from a commit's tree what this host shall run, before any file of it is written.
struct DeclarationLoader {
  let repository: Repository
  let tree: ObjectID
  let host: String

  private var hostFolder: String { "host/\(host)" }
  private var listFile: String { "\(hostFolder)/stacks.yaml" }

  /// - Throws: `.declarationInvalid` unless the list of stacks and the policy were read completely;
  ///   `.failed` where the object store is damaged.
  func load() throws(Failure) -> Declaration {
    do {
      let names = try list()
      let policy = try PolicyFile.load(repository, tree)
      let shared = try sharedLayers()
      var stacks: [DeclaredStack] = []
      for name in names {
        stacks.append(DeclaredStack(name: name, content: try content(of: name, shared)))
      }
      return Declaration(host: host, stacks: stacks, policy: policy)
    } catch let invalid as InvalidDeclaration {
      throw .declarationInvalid(invalid.problems)
    } catch {
      throw Failure(any: error)
    }
  }

  /// Loads one stack, whether or not it is listed.
  ///
  /// - Throws: `.failed` where the object store is damaged.
  func content(of name: StackName) throws(Failure) -> DeclaredStack.Content {
    do {
      return try content(of: name, try sharedLayers())
    } catch {
      throw Failure(any: error)
    }
  }

  private func list() throws -> [StackName] {
    guard let folder = try repository.entry(of: tree, at: hostFolder), folder.kind == .folder else {
      let hosts = (try repository.entries(of: tree, in: "host") ?? []).map(\.name)
      let known =
        hosts.isEmpty ? "it has no host folders" : "it knows " + hosts.joined(separator: ", ")
      throw invalid(
        "the repository has no folder \(hostFolder); \(known)",
        hint: "commit \(listFile), or name another host with --host")
    }
    guard let file = try repository.entry(of: tree, at: listFile),
      file.kind == .file || file.kind == .executable
    else {
      throw invalid(
        "the repository has no file \(listFile)",
        hint: "commit a list of stack names; an empty list is written []")
    }
    return try StackList.parse(try repository.blob(file.id), file: listFile)
  }

  private func invalid(_ message: String, hint: String) -> InvalidDeclaration {
    InvalidDeclaration(problems: [Problem(message, hint: hint)])
  }

  /// The layers that every stack of this host uses, or what is wrong with them.
  private enum Shared {
    case files([EnvironmentFile], secrets: SecretFiles)
    case broken(Problem)
  }

  private func sharedLayers() throws -> Shared {
    var files: [EnvironmentFile] = []
    var secrets = SecretFiles()
    for folder in ["global", hostFolder] {
      let all = try repository.files(of: tree, below: folder) ?? []
      if let problem = try RepositoryRules(repository: repository).violation(in: all) {
        return .broken(problem)
      }
      let layer = EnvironmentLayer(try repository.entries(of: tree, in: folder) ?? [])
      if let problem = try steeringVariable(in: layer) { return .broken(problem) }
      files += layer.files
      secrets.add(all, besides: layer)
    }
    return .files(files, secrets: secrets)
  }

  private func content(of name: StackName, _ shared: Shared) throws -> DeclaredStack.Content {
    guard let entry = try repository.entry(of: tree, at: name.folder) else {
      return .missing(
        Problem(
          "\(name.folder) is not in the repository",
          hint: "commit the folder, or remove the name from \(listFile)"))
    }
    guard entry.kind == .folder else {
      return .unreadable(
        Problem(
          "not a folder but a \(entry.kind)", at: .init(name.folder), hint: "commit a real folder"))
    }
    let all = try repository.files(of: tree, below: name.folder) ?? []
    if let problem = try RepositoryRules(repository: repository).violation(in: all) {
      return .unreadable(problem)
    }
    return try stack(name, all, shared)
  }

  private func stack(
    _ name: StackName, _ all: [TreeEntry], _ shared: Shared
  ) throws -> DeclaredStack.Content {
    let entries = try repository.entries(of: tree, in: name.folder) ?? []
    let composeFiles = ComposeFileNames.choose(among: entries.map(\.name))
    if composeFiles.isEmpty {
      return .unreadable(
        Problem("\(name.folder) has no Compose file", hint: "commit \(name.folder)/compose.yaml"))
    }
    let layer = EnvironmentLayer(entries)
    if let problem = try steeringVariable(in: layer) { return .unreadable(problem) }
    switch shared {
    case .broken(let problem): return .unreadable(problem)
    case .files(let files, let others):
      var secrets = SecretFiles()
      secrets.add(all, besides: layer)
      let stack = Stack(
        name: name, composeFiles: composeFiles.map { "\(name.folder)/\($0)" },
        environment: files + layer.files, files: secrets.files)
      return .readable(try others.used(by: stack, repository, tree))
    }
  }

  private func steeringVariable(in layer: EnvironmentLayer) throws -> Problem? {
    for case .plain(let path) in layer.files {
      guard let text = try text(at: path) else {
        return Problem(
          "the link leads to no file of the repository", at: .init(path),
          hint: "commit what it points to")
      }
      if let problem = EnvironmentLayer.steeringVariable(in: text, of: path) { return problem }
    }
    return nil
  }

  /// What a file says; a link is followed to another file of the repository, as Compose will.
  private func text(at path: String) throws -> [UInt8]? {
    var path = path
    for _ in 0..<8 {
      guard let entry = try repository.entry(of: tree, at: path) else { return nil }
      switch entry.kind {
      case .file, .executable: return try repository.blob(entry.id)
      case .link: path = DeclarationLoader.target(of: path, try repository.blob(entry.id))
      case .folder, .submodule: return nil
      }
    }
    return nil
  }

  static func target(of link: String, _ bytes: [UInt8]) -> String {
    var parts = link.split(separator: "/").dropLast()
    for part in String(decoding: bytes, as: UTF8.self).split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
