internal import FoundationEssentials
public import Model

/// What containers have open.
extension Engine {
  /// The volumes and folders of the host that the containers of a project can write, by container.
  public func dataUses(of project: String) throws(EngineError) -> [DataUse] {
    let action = "list the containers of \(project)"
    let query = try Engine.filter("\(ContainerLabels.projectKey)=\(project)", action)
    return try get("/containers/json?all=1&filters=\(query)", action, as: [MountAnswer].self)
      .flatMap(\.uses)
  }

  /// The `filters` of a request, percent-encoded.
  static func filter(_ label: String, _ action: String) throws(EngineError) -> String {
    guard let json = try? JSONEncoder().encode(["label": [label]]) else {
      throw EngineError(.malformed, action, "the name cannot be asked for")
    }
    return String(decoding: json, as: UTF8.self).percentEncoded
  }
}

private struct MountAnswer: Decodable {
  struct Mount: Decodable {
    let kind: String
    let name: String?
    let source: String
    let target: String
    let isWritable: Bool

    private enum CodingKeys: String, CodingKey {
      case kind = "Type"
      case name = "Name"
      case source = "Source"
      case target = "Destination"
      case isWritable = "RW"
    }

    var data: DataMount? {
      switch kind {
      case "volume" where isWritable: DataMount(name ?? source, at: target)
      case "bind" where isWritable: DataMount(source, at: target)
      default: nil
      }
    }
  }
  let image: String
  let imageID: String
  let labels: [String: String]?
  let mounts: [Mount]?

  private enum CodingKeys: String, CodingKey {
    case image = "Image"
    case imageID = "ImageID"
    case labels = "Labels"
    case mounts = "Mounts"
  }

  var uses: [DataUse] {
    (mounts ?? []).compactMap(\.data).map {
      DataUse(
        service: labels?["com.docker.compose.service"], image: image, imageID: imageID, mount: $0)
    }
  }
}
