internal import FoundationEssentials
internal import JSON

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

  /// The newest version of its API that the Engine speaks, "1.45".
  public func apiVersion() throws(EngineError) -> String {
    struct Body: Decodable {
      let version: String

      private enum CodingKeys: String, CodingKey { case version = "ApiVersion" }
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
    let (target, action) = Engine.inspection(of: id)
    return try send("GET", target, action).read(InspectAnswer.one)
  }

  /// Where that is asked for, and what it is called.
  static func inspection(of id: String) -> (target: String, action: String) {
    ("/containers/\(id.percentEncoded)/json", "examine the container \(id)")
  }

  /// What the Engine says about itself.
  public func info() throws(EngineError) -> EngineInfo {
    try send("GET", "/info", "ask what it is").read(EngineInfo.init)
  }
}

/// What the Engine says about itself.
public struct EngineInfo: Equatable, Sendable {
  /// The folder where it keeps images, containers and volumes; an absolute path.
  public let dataRoot: String

  init(_ json: inout JSONReader) throws(JSONReader.Fault) {
    var root: String?
    guard try json.object() else { throw JSONReader.Fault() }
    while let key = try json.key() {
      if key == "DockerRootDir" { root = try json.string() } else { try json.skip() }
    }
    guard let root, root.hasPrefix("/") else { throw JSONReader.Fault() }
    dataRoot = root
  }
}
