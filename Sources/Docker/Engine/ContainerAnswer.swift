internal import JSON
internal import Model

/// A container as `GET /containers/json` tells it.
struct ContainerAnswer {
  private var id: String?
  private var names: [String] = []
  private var image: String?
  private var imageID: String?
  private var labels = ContainerLabels()
  private var state: String?
  private var status = ""
  private var created: Int64 = 0
  private var networks: [String] = []

  private init() {}

  /// Reads the list of containers.
  static func all(_ json: inout JSONReader) throws(JSONReader.Fault) -> [Container] {
    guard try json.list() else { throw JSONReader.Fault() }
    var result: [Container] = []
    while try json.item() {
      var answer = ContainerAnswer()
      try answer.read(&json)
      guard let container = answer.container else { throw JSONReader.Fault() }
      result.append(container)
    }
    return result
  }

  private mutating func read(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { throw JSONReader.Fault() }
    while let key = try json.key() {
      switch key {
      case "Id": id = try json.string()
      case "Names": names = try json.strings()
      case "Image": image = try json.string()
      case "ImageID": imageID = try json.string()
      case "Labels": labels = try ContainerLabels(&json)
      case "State": state = try json.string()
      case "Status": status = try json.string() ?? ""
      case "Created": created = try json.integer() ?? 0
      case "NetworkSettings": try readNetworks(&json)
      default: try json.skip()
      }
    }
  }

  private mutating func readNetworks(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      guard key == "Networks" else {
        try json.skip()
        continue
      }
      guard try json.object() else { continue }
      while let name = try json.key() {
        networks.append(try name.decoded())
        try json.skip()
      }
    }
  }

  private var container: Container? {
    guard let id, let image, let imageID, let state else { return nil }
    let name = names.min { $0.utf8.count < $1.utf8.count }.map(ContainerAnswer.withoutSlash)
    return Container(
      id: id, name: name ?? id, project: labels.project, service: labels.service,
      number: labels.number, oneOff: labels.oneOff, configHash: labels.configHash,
      isReplacement: labels.isReplacement, image: image, imageID: imageID,
      state: Container.State(state), exitCode: ContainerAnswer.exitCode(status),
      health: Container.Health(status: status), workingFolder: labels.workingFolder,
      networks: networks.sorted(), created: created)
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
