internal import Crypto
internal import Model

/// One number for all that a cycle without changes looks at: the same number, the same sight.
struct Fingerprint {
  private var bytes: [UInt8] = []

  mutating func add(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(0)
  }

  mutating func add(_ list: [String]) {
    for text in list { add(text) }
    bytes.append(1)
  }

  /// What exists of Compose projects: of those that are declared the containers and networks, of
  /// others only that they exist, since they are left alone. What comes and goes by itself does not
  /// count: health, one-offs, and containers that belong to no project.
  mutating func add(_ observation: Observation, declared: [String]) {
    let declared = Set(declared)
    add(observation.projects.subtracting(declared).sorted())
    for container in observation.containers where !container.oneOff {
      guard let project = container.project, declared.contains(project) else { continue }
      add([
        project, container.service ?? "", container.id, container.name, container.imageID,
        container.configHash ?? "", container.state.rawValue,
        container.exitCode.map { $0.description } ?? "",
      ])
      add(container.networks)
    }
    for network in observation.networks {
      guard let project = network.project, declared.contains(project) else { continue }
      add([network.id, network.name, project])
    }
    bytes.append(2)
  }

  /// 64 hexadecimal digits.
  var text: String { hexadecimal(SHA256.digest(bytes)) }
}
