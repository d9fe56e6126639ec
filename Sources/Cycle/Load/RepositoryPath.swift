/// Paths that files of the repository name.
enum RepositoryPath {
  /// What a relative path means, from the repository's root; nil where it leads out of it, is not
  /// relative, or depends on a variable.
  static func resolve(_ text: String, from folder: String) -> String? {
    guard !text.isEmpty, !text.hasPrefix("/"), !text.hasPrefix("~"), !text.contains("$"),
      text.utf8.count < 4096
    else { return nil }
    return normal("\(folder)/\(text)")
  }

  /// The same without `.`, `..` and a slash at an end; nil where it leads out of where it began.
  static func normal(_ text: String) -> String? {
    var result: [Substring] = []
    for part in text.split(separator: "/") where part != "." {
      guard part == ".." else {
        result.append(part)
        continue
      }
      if result.popLast() == nil { return nil }
    }
    return result.joined(separator: "/")
  }
}
