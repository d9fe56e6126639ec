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

  /// What exists of Compose projects. What comes and goes by itself does not count: health, and
  /// containers that belong to no project.
  mutating func add(_ observation: Observation) {
    for container in observation.containers {
      guard let project = container.project else { continue }
      add([
        project, container.service ?? "", container.id, container.name, container.imageID,
        container.configHash ?? "", container.state.rawValue,
        container.exitCode.map { $0.description } ?? "",
        container.oneOff ? "one-off" : "",
      ])
      add(container.networks)
    }
    for network in observation.networks where network.project != nil {
      add([network.id, network.name, network.project!])
    }
    bytes.append(2)
  }

  /// 64 hexadecimal digits.
  var text: String { hexadecimal(SHA256.digest(bytes)) }
}
