/// An absolute path of this machine, without links being followed.
struct LocalPath: Hashable, Comparable {
  /// Without "." and "..", doubled or closing slashes.
  let text: String

  /// - Parameters:
  ///   - path: what may be one; nil for anything else, such as the address of a repository.
  ///   - folder: where relative paths start; nil where they are none of this machine's.
  init?(_ path: String, from folder: LocalPath? = nil) {
    var parts: [Substring] = []
    if !path.hasPrefix("/") {
      guard let folder else { return nil }
      parts = folder.text.split(separator: "/")
    }
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    text = "/" + parts.joined(separator: "/")
  }

  static func < (left: LocalPath, right: LocalPath) -> Bool { left.text < right.text }
}

extension Sequence<LocalPath> {
  /// Each once, sorted.
  var unique: [String] { Set(self).sorted().map(\.text) }
}
