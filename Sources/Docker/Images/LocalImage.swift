/// An image that the Engine has.
public struct LocalImage: Equatable, Sendable {
  /// "sha256:..."
  public let id: String
  /// "nginx:latest"
  public let tags: [String]
  /// "nginx@sha256:..."
  public let digests: [String]

  public init(id: String, tags: [String] = [], digests: [String] = []) {
    self.id = id
    self.tags = tags
    self.digests = digests
  }
}

/// An image as `GET /images/json` and `GET /images/NAME/json` tell it.
struct ImageAnswer: Decodable {
  let id: String
  let tags: [String]?
  let digests: [String]?

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case tags = "RepoTags"
    case digests = "RepoDigests"
  }

  var image: LocalImage { LocalImage(id: id, tags: tags ?? [], digests: digests ?? []) }
}
