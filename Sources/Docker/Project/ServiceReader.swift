internal import Model
internal import YAML

/// Reads one service of what `docker compose config` prints.
struct ServiceReader {
  let project: String
  let resources: ProjectResources
  /// All services, for those that share volumes.
  let services: Node?
  /// The services whose success others wait for.
  let awaited: Set<String>
  let seal: (_ what: [UInt8]) -> String
  let variable: (_ name: String) -> String?

  /// - Throws: `ProjectError`.
  func read(_ name: String, _ node: Node) throws(ProjectError) -> ResolvedService {
    guard case .mapping = node.value else {
      throw .unreadable("its answer is not what was expected")
    }
    let settings = try ServiceSettings(node[ServiceSettings.key], service: name)
    var service = ResolvedService(
      name, image: node["image"]?.word, isBuildable: node["build"]?.holds ?? false,
      policy: .init(word: node["pull_policy"]?.word), project: project)
    service.platform = node["platform"]?.word
    service.replicas = Self.replicas(node)
    service.isOneShot =
      settings.isOneShot ?? (awaited.contains(name) || node["restart"]?.word == "no")
    service.onChange = settings.onChange
    service.containerName = node["container_name"]?.word
    service.networks = networks(node)
    service.joins = joins(node)
    service.dependencies = dependencies(node)
    service.mounts = mounts(node)
    service.data = DataMounts(resources, services).all(of: node)
    service.allowedMajor = settings.allowedMajor
    service.buildPaths = node["build"].map(Self.buildPaths) ?? []
    if service.isBuildable {
      service.build = node["build"].map { seal(CanonicalText($0).bytes) }
    }
    service.inlineFiles = inlineFiles(node)
    service.environment = environment(node)
    service.definition = definition(node)
    return service
  }

  private static func replicas(_ node: Node) -> Int {
    (node["scale"] ?? node["deploy"]?["replicas"])?.word.flatMap { Int($0) } ?? 1
  }

  private func networks(_ node: Node) -> [String]? {
    if node["network_mode"]?.word != nil { return nil }
    let keys = node["networks"]?.entries.map(\.key.value) ?? ["default"]
    return Set(keys.map { resources.networks[$0] ?? "\(project)_\($0)" }).sorted()
  }

  private func joins(_ node: Node) -> Set<String> {
    Set(
      ["network_mode", "ipc", "pid"].compactMap { key in
        guard let word = node[key]?.word, word.hasPrefix("service:") else { return nil }
        return String(word.dropFirst("service:".count))
      })
  }

  private func dependencies(_ node: Node) -> [String: ResolvedService.Condition] {
    (node["depends_on"]?.entries ?? []).reduce(into: [:]) { result, entry in
      switch entry.value["condition"]?.word {
      case "service_healthy": result[entry.key.value] = .healthy
      case "service_completed_successfully": result[entry.key.value] = .completed
      default: result[entry.key.value] = .started
      }
    }
  }

  private func mounts(_ node: Node) -> [String] {
    let volumes = (node["volumes"]?.items ?? []).compactMap { volume -> LocalPath? in
      guard let source = volume["source"]?.word else { return nil }
      switch volume["type"]?.word {
      case "bind": return LocalPath(source)
      case "volume": return resources.folder(ofVolume: source)
      default: return nil
      }
    }
    let files = files(node).compactMap { $0.node["file"]?.word.flatMap { LocalPath($0) } }
    return (volumes + files).unique
  }

  /// The content of `configs` and `secrets` that stand in no file.
  private func inlineFiles(_ node: Node) -> [String: String] {
    files(node).reduce(into: [:]) { result, file in
      if let content = file.node["content"] {
        result[file.name] = seal(CanonicalText(content).bytes)
      } else if let name = file.node["environment"]?.word {
        let value = variable(name)
        result[file.name] = seal(Array("\(name)\0\(value.map { "=\($0)" } ?? "")".utf8))
      }
    }
  }

  private struct File {
    /// "configs/NAME"
    let name: String
    let node: Node
  }

  /// The `configs` and `secrets` that it uses.
  private func files(_ node: Node) -> [File] {
    [ProjectResources.FileKind.configs, .secrets].flatMap { kind in
      (node[kind.rawValue]?.items ?? []).compactMap { item in
        guard let key = item["source"]?.word ?? item.word else { return nil }
        return resources.file(key, kind).map { File(name: "\(kind.rawValue)/\(key)", node: $0) }
      }
    }
  }

  private func environment(_ node: Node) -> [String: String] {
    (node["environment"]?.entries ?? []).reduce(into: [:]) { result, entry in
      result[entry.key.value] = seal(CanonicalText(entry.value).bytes)
    }
  }
}

extension ServiceReader {
  /// What its image is built from, as far as it stands on this machine.
  private static func buildPaths(_ build: Node) -> [String] {
    let context = (build["context"]?.word ?? build.word).flatMap { LocalPath($0) }
    let file = build["dockerfile"]?.word.flatMap { LocalPath($0, from: context) }
    let others = (build["additional_contexts"]?.entries ?? []).compactMap { entry in
      entry.value.word.flatMap { LocalPath($0) }
    }
    return (others + [context, file].compactMap { $0 }).unique
  }

  /// Keys that say nothing about containers, or are told elsewhere. Compose's own hash leaves most
  /// of them out too.
  private static let told: Set<String> = [
    "image", "build", "environment", "pull_policy", "depends_on", "profiles", "scale",
  ]

  private func definition(_ node: Node) -> [String: String] {
    node.entries.reduce(into: [:]) { result, entry in
      let key = entry.key.value
      if Self.told.contains(key) || key.hasPrefix("x-") || entry.value.isNull { return }
      let value = key == "deploy" ? Self.withoutReplicas(entry.value) : entry.value
      guard let value else { return }
      result[key] = seal(CanonicalText(value).bytes)
    }
  }

  private static func withoutReplicas(_ deploy: Node) -> Node? {
    let rest = deploy.entries.filter { $0.key.value != "replicas" }
    return rest.isEmpty ? nil : Node(.mapping(rest), at: deploy.mark)
  }
}

extension ResolvedService.Policy {
  init(word: String?) {
    switch word {
    case "never": self = .never
    case "build": self = .build
    case nil, "missing", "if_not_present": self = .missing
    default: self = .refresh
    }
  }
}
