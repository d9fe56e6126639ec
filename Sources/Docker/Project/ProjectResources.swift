internal import Model
internal import YAML

/// The networks, volumes, `configs` and `secrets` of a project, by the keys that services use.
struct ProjectResources {
  /// Names on the Engine.
  let networks: [String: String]
  private(set) var created: Set<Resource> = []
  private(set) var used: Set<Resource> = []
  private let volumes: [String: Named]
  private let files: [FileKind: [String: Node]]

  enum FileKind: String { case configs, secrets }

  init(_ root: Node, project: String) {
    let networks = Self.named(root["networks"], project)
    volumes = Self.named(root["volumes"], project)
    self.networks = networks.mapValues(\.name)
    files = [
      .configs: Self.byKey(root["configs"]), .secrets: Self.byKey(root["secrets"]),
    ]
    for each in networks.values { add(.network(each.name), each.isExternal) }
    for each in volumes.values { add(.volume(each.name), each.isExternal) }
  }

  /// What stands behind an entry of `configs` or `secrets`.
  func file(_ key: String, _ kind: FileKind) -> Node? { files[kind]?[key] }

  /// The name of a volume on the Engine; nil where no volume has that key.
  func name(ofVolume key: String) -> String? { volumes[key]?.name }

  /// The folder of this machine that a named volume stands for (`driver_opts`, `o: bind`).
  func folder(ofVolume key: String) -> LocalPath? {
    guard let options = volumes[key]?.node["driver_opts"],
      let words = options["o"]?.word?.split(separator: ","),
      words.contains(where: { $0 == "bind" || $0 == "rbind" })
    else { return nil }
    return options["device"]?.word.flatMap { LocalPath($0) }
  }

  private mutating func add(_ resource: Resource, _ isExternal: Bool) {
    if isExternal { used.insert(resource) } else { created.insert(resource) }
  }

  private struct Named {
    let node: Node
    let name: String
    let isExternal: Bool
  }

  private static func named(_ node: Node?, _ project: String) -> [String: Named] {
    byKey(node).reduce(into: [:]) { result, entry in
      let external = entry.value["external"]
      let isExternal = external?.holds ?? false
      // an old form has the name below `external`
      let name = external?["name"]?.word ?? entry.value["name"]?.word
      result[entry.key] = Named(
        node: entry.value, name: name ?? (isExternal ? entry.key : "\(project)_\(entry.key)"),
        isExternal: isExternal)
    }
  }

  private static func byKey(_ node: Node?) -> [String: Node] {
    Dictionary((node?.entries ?? []).map { ($0.key.value, $0.value) }) { first, _ in first }
  }
}
