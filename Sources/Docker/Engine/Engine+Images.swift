internal import JSON

/// Single images.
extension Engine {
  /// Looks at an image; nil where it is not here.
  ///
  /// - Parameter reference: its name, with tag or digest, or its id.
  public func image(_ reference: String) throws(EngineError) -> ImageDetails? {
    let answer = try send(
      "GET", "/images/\(reference.percentEncoded)/json", "examine the image \(reference)")
    return answer.status == 404 ? nil : try answer.read(ImageDetails.one)
  }

  /// What became of an image that was to go.
  public enum ImageRemoval: Equatable, Sendable {
    case removed
    /// It was not here.
    case missing
    /// A container or another image needs it, or it has other names: in the Engine's words.
    case needed(String)
  }

  /// Removes an image, or one of its names where it has others; nothing that is needed, and no
  /// layers that other images were made from.
  ///
  /// - Parameter reference: its name, with tag or digest, or its id.
  public func removeImage(_ reference: String) throws(EngineError) -> ImageRemoval {
    let answer = try send(
      "DELETE", "/images/\(reference.percentEncoded)?force=0&noprune=1",
      "remove the image \(reference)")
    switch answer.status {
    case 404: return .missing
    case 409: return .needed(Answer.reason(answer.body) ?? "it is needed")
    default:
      try answer.succeed()
      return .removed
    }
  }
}

/// One image and what it says about itself.
public struct ImageDetails: Equatable, Sendable {
  /// "sha256:..."
  public let id: String
  /// "nginx:latest"
  public let tags: [String]
  /// "nginx@sha256:..."
  public let digests: [String]
  /// The variables that its containers start with.
  /// "PG_MAJOR=17".
  public let environment: [String]

  public init(
    id: String, tags: [String] = [], digests: [String] = [], environment: [String] = []
  ) {
    self.id = id
    self.tags = tags
    self.digests = digests
    self.environment = environment
  }

  /// Reads what `GET /images/NAME/json` tells.
  static func one(_ json: inout JSONReader) throws(JSONReader.Fault) -> ImageDetails {
    guard try json.object() else { throw JSONReader.Fault() }
    var id: String?
    var (tags, digests): ([String], [String]) = ([], [])
    var variables: [String] = []
    while let key = try json.key() {
      switch key {
      case "Id": id = try json.string()
      case "RepoTags": tags = try json.strings()
      case "RepoDigests": digests = try json.strings()
      case "Config": variables = try readVariables(&json)
      default: try json.skip()
      }
    }
    guard let id else { throw JSONReader.Fault() }
    return ImageDetails(
      id: id, tags: tags, digests: digests, environment: variables)
  }

  private static func readVariables(
    _ json: inout JSONReader
  ) throws(JSONReader.Fault) -> [String] {
    guard try json.object() else { return [] }
    var variables: [String] = []
    while let key = try json.key() {
      if key == "Env" { variables = try json.strings() } else { try json.skip() }
    }
    return variables
  }
}
