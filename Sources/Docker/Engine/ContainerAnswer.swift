internal import Model

/// Names of the labels that Compose writes.
enum ComposeLabel {
  static let project = "com.docker.compose.project"
  static let service = "com.docker.compose.service"
  static let number = "com.docker.compose.container-number"
  static let oneOff = "com.docker.compose.oneoff"
  static let configHash = "com.docker.compose.config-hash"
  static let replace = "com.docker.compose.replace"
  static let workingFolder = "com.docker.compose.project.working_dir"
}

/// A container as `GET /containers/json` tells it.
struct ContainerAnswer: Decodable {
  let id: String
  let names: [String]?
  let image: String
  let imageID: String
  let labels: [String: String]?
  let state: String
  let status: String?
  let created: Int64?
  let networkSettings: Networks?

  struct Networks: Decodable {
    let networks: [String: Nothing?]?

    private enum CodingKeys: String, CodingKey { case networks = "Networks" }
  }

  struct Nothing: Decodable {}

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case names = "Names"
    case image = "Image"
    case imageID = "ImageID"
    case labels = "Labels"
    case state = "State"
    case status = "Status"
    case created = "Created"
    case networkSettings = "NetworkSettings"
  }

  var container: Container {
    let labels = labels ?? [:]
    let status = status ?? ""
    let name = names?.min { $0.utf8.count < $1.utf8.count }.map(ContainerAnswer.withoutSlash)
    return Container(
      id: id, name: name ?? id, project: label(labels, ComposeLabel.project),
      service: label(labels, ComposeLabel.service),
      number: label(labels, ComposeLabel.number).flatMap(Int.init),
      oneOff: labels[ComposeLabel.oneOff]?.lowercased() == "true",
      configHash: label(labels, ComposeLabel.configHash),
      isReplacement: labels[ComposeLabel.replace] != nil, image: image, imageID: imageID,
      state: Container.State(state), exitCode: ContainerAnswer.exitCode(status),
      health: Container.Health(status: status),
      workingFolder: label(labels, ComposeLabel.workingFolder),
      networks: networkSettings?.networks?.keys.sorted() ?? [], created: created ?? 0)
  }

  private static func withoutSlash(_ name: String) -> String {
    name.hasPrefix("/") ? String(name.dropFirst()) : name
  }

  /// "Exited (137) 2 hours ago" and "Restarting (1) 5 seconds ago" hold 137 and 1.
  private static func exitCode(_ status: String) -> Int? {
    guard status.hasPrefix("Exited (") || status.hasPrefix("Restarting (") else { return nil }
    return status.split(separator: "(").dropFirst().first?.split(separator: ")").first
      .flatMap { Int($0) }
  }
}

/// A label's value, nil where it is missing or empty.
func label(_ labels: [String: String], _ name: String) -> String? {
  labels[name].flatMap { $0.isEmpty ? nil : $0 }
}

extension Container.State {
  init(_ word: String) {
    switch word {
    case "created": self = .created
    case "running": self = .running
    case "paused": self = .paused
    case "restarting": self = .restarting
    case "removing": self = .removing
    case "exited": self = .exited
    case "dead": self = .dead
    default: self = .other
    }
  }
}

extension Container.Health {
  /// From "Up 2 minutes (healthy)".
  init?(status: String) {
    if status.hasSuffix("(healthy)") {
      self = .healthy
    } else if status.hasSuffix("(unhealthy)") {
      self = .unhealthy
    } else if status.hasSuffix("(health: starting)") {
      self = .starting
    } else {
      return nil
    }
  }
}

/// A network as `GET /networks` tells it.
struct NetworkAnswer: Decodable {
  let id: String
  let name: String
  let labels: [String: String]?

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case name = "Name"
    case labels = "Labels"
  }

  var network: Network {
    Network(id: id, name: name, project: label(labels ?? [:], ComposeLabel.project))
  }
}
