/// An image's name taken apart, and what its tag tells of a version.
public struct ImageVersion: Equatable, Sendable {
  /// Without tag and digest, as the Engine shortens it: "postgres", "registry:5000/a/postgres".
  public let repository: String
  /// Nil where none is given.
  public let tag: String?
  /// "sha256:..."
  public let digest: String?

  /// - Parameter image: as a Compose file or a container names it; also an image's id.
  public init(_ image: String) {
    if image.hasPrefix("sha256:") {
      (repository, tag, digest) = (image, nil, image)
      return
    }
    let parts = image.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    digest = parts.count == 2 ? String(parts[1]) : nil
    var name = parts[0]
    var tag: String?
    // a colon before a slash belongs to a registry's port
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
      tag = String(name[name.index(after: colon)...])
      name = name[..<colon]
    }
    self.tag = tag
    repository = ImageVersion.familiar(name)
  }

  /// What stands behind the last slash: "postgres".
  public var name: String { String(repository[nameStart...]) }

  private var nameStart: String.Index {
    repository.lastIndex(of: "/").map { repository.index(after: $0) } ?? repository.startIndex
  }

  /// Whether it names exactly one content.
  public var isPinned: Bool { digest != nil }

  /// Whether a pattern means it.
  ///
  /// - Parameters:
  ///   - pattern: a repository; `*` stands for anything.
  ///   - bareNames: whether a pattern without a slash means images of that name in any registry.
  public func matches(_ pattern: String, bareNames: Bool) -> Bool {
    if Glob.matches(ImageVersion.familiar(pattern[...]), repository) { return true }
    return bareNames && !pattern.contains("/") && Glob.matches(pattern, name)
  }

  /// Docker Hub's names are shortened (distribution/reference, familiar names).
  private static func familiar(_ repository: Substring) -> String {
    var rest = repository
    for hub in ["index.docker.io/", "docker.io/"] where rest.hasPrefix(hub) {
      rest = rest.dropFirst(hub.count)
    }
    let library = "library/"
    return String(rest.hasPrefix(library) ? rest.dropFirst(library.count) : rest)
  }
}

/// Patterns in which `*` stands for any text, slashes included.
enum Glob {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return pattern == text }
    guard text.hasPrefix(parts[0]) else { return false }
    var rest = text.dropFirst(parts[0].count)
    for part in parts[1..<(parts.count - 1)] {
      guard let end = end(of: part, in: rest) else { return false }
      rest = rest[end...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }

  /// Where the first occurrence ends.
  private static func end(of part: Substring, in text: Substring) -> Substring.Index? {
    var start = text.startIndex
    while true {
      if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
      if start == text.endIndex { return nil }
      start = text.index(after: start)
    }
  }
}
