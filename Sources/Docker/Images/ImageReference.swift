/// The name of an image in a Compose file, as the Engine lists it.
struct ImageReference: Equatable {
  /// The registry's host, with its port where one is given: "docker.io", "127.0.0.1:5000".
  let registry: String
  /// As the Engine shortens it: "nginx", "127.0.0.1:5000/web".
  let repository: String
  /// "latest" where neither a tag nor a digest is given; nil where only a digest is.
  let tag: String?
  /// "sha256:..."
  let digest: String?

  /// "nginx:latest", or "nginx@sha256:..." where a digest is given: the tag beside it says nothing.
  var name: String { digest.map { "\(repository)@\($0)" } ?? "\(repository):\(tag ?? "latest")" }

  /// Whether it names exactly one content.
  var isPinned: Bool { digest != nil }

  /// Docker Hub's names are shortened as the Engine does (distribution/reference, familiar names).
  init(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let (repository, tag) = ImageReference.split(parts[0])
    self.repository = ImageReference.familiar(repository)
    registry = ImageReference.registry(repository)
    digest = parts.count == 2 ? String(parts[1]) : nil
    self.tag = tag.map(String.init) ?? (parts.count == 2 ? nil : "latest")
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

  /// What stands before the first slash is a host if it looks like one (distribution/reference,
  /// `splitDockerDomain`).
  private static func registry(_ repository: Substring) -> String {
    guard let slash = repository.firstIndex(of: "/") else { return "docker.io" }
    let host = repository[..<slash]
    let isHost = host.contains(".") || host.contains(":") || host == "localhost"
    guard isHost || host.lowercased() != host else { return "docker.io" }
    return host == "index.docker.io" ? "docker.io" : String(host)
  }
}
