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

/// The name of an image in a Compose file, as the Engine lists it.
struct ImageReference: Equatable {
  /// "nginx:latest", or "nginx@sha256:..." where a digest is given: the tag beside it says nothing.
  let name: String
  /// Whether it names exactly one content.
  let isPinned: Bool

  /// Docker Hub's names are shortened as the Engine does (distribution/reference, familiar names).
  init(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let (repository, tag) = ImageReference.split(parts[0])
    isPinned = parts.count == 2
    name =
      ImageReference.familiar(repository) + (isPinned ? "@\(parts[1])" : ":\(tag ?? "latest")")
  }

  /// A colon before a slash belongs to a registry's port.
  private static func split(_ text: Substring) -> (repository: Substring, tag: Substring?) {
    guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") else {
      return (text, nil)
    }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private static func familiar(_ repository: Substring) -> String {
    for hub in ["docker.io/", "index.docker.io/"] where repository.hasPrefix(hub) {
      let rest = repository.dropFirst(hub.count)
      return String(rest.hasPrefix("library/") ? rest.dropFirst("library/".count) : rest)
    }
    return String(repository.hasPrefix("library/") ? repository.dropFirst(8) : repository)
  }
}
