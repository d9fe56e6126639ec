internal import Glibc

extension Host {
  /// Whether this process may do everything.
  public static var isRoot: Bool { geteuid() == 0 }

  /// The absolute form of a path, "." and ".." resolved by their letters; links are not followed.
  public static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The folder that relative paths start from.
  public static var folder: String {
    guard let text = getcwd(nil, 0) else { return "/" }
    defer { free(text) }
    return String(cString: text)
  }
}
