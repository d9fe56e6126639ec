internal import Model
internal import YAML

/// Finds where a service keeps data: the volumes and folders of the host that it can write.
///
/// Volumes without a name are left out: nobody can tell from the file which they are.
struct DataMounts {
  private let resources: ProjectResources
  private let services: Node?

  init(_ resources: ProjectResources, _ services: Node?) {
    self.resources = resources
    self.services = services
  }

  /// Each source and target once, in the order of the file.
  func all(of service: Node) -> [DataMount] {
    var result: [DataMount] = []
    for mount in own(service) + shared(service, depth: 0) where !result.contains(mount) {
      result.append(mount)
    }
    return result
  }

  private func own(_ service: Node) -> [DataMount] {
    (service["volumes"]?.items ?? []).flatMap { volume -> [DataMount] in
      guard let source = volume["source"]?.word, let target = volume["target"]?.word,
        volume["read_only"]?.holds != true
      else { return [] }
      switch volume["type"]?.word {
      case "bind": return folder(source).map { [DataMount($0, at: target)] } ?? []
      case "volume": return sources(of: source, volume).map { DataMount($0, at: target) }
      default: return []
      }
    }
  }

  /// The name of a volume, and the folder of the host that it stands for.
  private func sources(of key: String, _ volume: Node) -> [String] {
    let name = resources.name(ofVolume: key) ?? key
    let below = volume["volume"]?["subpath"]?.word.map { "/" + $0 } ?? ""
    return [name + below] + (resources.folder(ofVolume: key).map { [$0.text + below] } ?? [])
  }

  /// A folder or file of the host that may hold data.
  private func folder(_ source: String) -> String? {
    guard let path = LocalPath(source)?.text, !path.hasSuffix(".sock") else { return nil }
    return DataMounts.passing.contains { path == $0 || path.hasPrefix($0 + "/") } ? nil : path
  }

  /// What is the machine's own, and no data of anybody.
  private static let passing = [
    "/dev", "/proc", "/sys", "/run", "/var/run", "/etc/localtime", "/etc/timezone",
  ]

  /// What it has from other services (compose-spec, `volumes_from`).
  private func shared(_ service: Node, depth: Int) -> [DataMount] {
    guard depth < 8 else { return [] }
    return (service["volumes_from"]?.items ?? []).flatMap { item -> [DataMount] in
      let parts = (item.word ?? "").split(separator: ":")
      guard let name = parts.first, parts.count == 1 || parts[1] == "rw",
        let other = services?[String(name)]
      else { return [] }
      return own(other) + shared(other, depth: depth + 1)
    }
  }
}
