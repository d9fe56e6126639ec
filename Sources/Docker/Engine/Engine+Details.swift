internal import FoundationEssentials
public import Model
public import Posix

/// What of the Engine is asked for less often.
extension Engine {
  /// The Engine's own version, "26.1.5".
  public func version() throws(EngineError) -> String {
    struct Body: Decodable {
      let version: String

      private enum CodingKeys: String, CodingKey { case version = "Version" }
    }
    return try get("/version", "ask for the version", as: Body.self).version
  }

  /// All images that are not layers of others only.
  public func images() throws(EngineError) -> [LocalImage] {
    try get("/images/json", "list the images", as: [ImageAnswer].self).map(\.image)
  }

  /// The names of the volumes that say they belong to a Compose project, sorted.
  public func volumes(of project: String) throws(EngineError) -> [String] {
    struct Body: Decodable {
      struct Volume: Decodable {
        let name: String

        private enum CodingKeys: String, CodingKey { case name = "Name" }
      }
      let volumes: [Volume]?

      private enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
    }
    let action = "list the volumes of \(project)"
    let filters = ["label": ["\(ContainerLabels.projectKey)=\(project)"]]
    guard let json = try? JSONEncoder().encode(filters) else {
      throw EngineError(.malformed, action, "the name cannot be asked for")
    }
    let query = String(decoding: json, as: UTF8.self).percentEncoded
    let body = try get("/volumes?filters=\(query)", action, as: Body.self)
    return (body.volumes ?? []).map(\.name).sorted()
  }

  /// How a container fares, in more detail than a list tells.
  public func inspect(_ id: String) throws(EngineError) -> Inspection {
    try get(
      "/containers/\(id.percentEncoded)/json", "examine the container \(id)",
      as: InspectAnswer.self
    ).inspection
  }
}

/// How one container fares.
public struct Inspection: Equatable, Sendable {
  public let id: String
  public let state: Container.State
  /// How it last ended; 0 also where it never has.
  public let exitCode: Int
  /// Why it could not be started, in the Engine's words; empty where it could.
  public let error: String
  /// As the Engine writes it (RFC 3339); changes with each start.
  public let startedAt: String
  /// How often the Engine started it again by itself.
  public let restarts: Int
  public let health: Container.Health?

  /// When it was started last; nil where it never was.
  public var started: FileStatus.Time? { Moment(startedAt)?.time }
}

private struct InspectAnswer: Decodable {
  struct State: Decodable {
    struct Health: Decodable {
      let status: String

      private enum CodingKeys: String, CodingKey { case status = "Status" }
    }
    let status: String
    let exitCode: Int?
    let error: String?
    let startedAt: String?
    let health: Health?

    private enum CodingKeys: String, CodingKey {
      case status = "Status"
      case exitCode = "ExitCode"
      case error = "Error"
      case startedAt = "StartedAt"
      case health = "Health"
    }
  }
  let id: String
  let state: State
  let restartCount: Int?

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case state = "State"
    case restartCount = "RestartCount"
  }

  var inspection: Inspection {
    Inspection(
      id: id, state: Container.State(state.status), exitCode: state.exitCode ?? 0,
      error: state.error ?? "", startedAt: state.startedAt ?? "", restarts: restartCount ?? 0,
      health: state.health.flatMap { Container.Health(word: $0.status) })
  }
}

extension Container.Health {
  fileprivate init?(word: String) {
    switch word {
    case "healthy": self = .healthy
    case "unhealthy": self = .unhealthy
    case "starting": self = .starting
    default: return nil
    }
  }
}
