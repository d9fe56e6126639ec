internal import JSON

/// The labels that Compose writes on what it makes. Anyone can write them: each is nil where it is
/// missing, empty or makes no sense.
struct ContainerLabels: Equatable {
  /// The label by which the Engine is asked for what belongs to a project.
  static let projectKey = "com.docker.compose.project"

  private(set) var project: String?
  private(set) var service: String?
  private(set) var number: Int?
  private(set) var oneOff = false
  private(set) var configHash: String?
  private(set) var isReplacement = false
  private(set) var workingFolder: String?

  init() {}

  /// Reads an object of labels, or `null`.
  init(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "com.docker.compose.project": project = try Self.value(&json)
      case "com.docker.compose.service": service = try Self.value(&json)
      case "com.docker.compose.container-number": number = try Self.value(&json).flatMap { Int($0) }
      case "com.docker.compose.oneoff": oneOff = try Self.value(&json)?.lowercased() == "true"
      case "com.docker.compose.config-hash": configHash = try Self.value(&json)
      case "com.docker.compose.project.working_dir": workingFolder = try Self.value(&json)
      case "com.docker.compose.replace":
        isReplacement = true
        try json.skip()
      default: try json.skip()
      }
    }
    // Compose writes it on all that it makes, and takes nothing else for a part of a service: it
    // would neither count such a container nor remove it
    if configHash == nil { service = nil }
  }

  private static func value(_ json: inout JSONReader) throws(JSONReader.Fault) -> String? {
    guard let text = try json.string(), !text.isEmpty else { return nil }
    return text
  }
}
