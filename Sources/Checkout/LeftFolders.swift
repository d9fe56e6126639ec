/// Folders that somebody works in by hand: nothing at them or below them is looked at or touched.
public struct LeftFolders: Sendable {
  private let folders: [Path]

  /// - Parameter folders: from the checkout's root, such as "stacks/web".
  public init(_ folders: [String]) { self.folders = folders.map(Path.init) }

  var isEmpty: Bool { folders.isEmpty }
  var paths: [String] { folders.map(\.text) }

  /// Whether a path is one of them or stands below one.
  public func cover(_ path: String) -> Bool {
    folders.contains { Path(path) == $0 || Path(path).stands(below: $0) }
  }

  /// The first of them that stands below a path.
  func first(below path: Path) -> String? { folders.first { $0.stands(below: path) }?.text }
}

extension Path {
  fileprivate func stands(below folder: Path) -> Bool {
    var rest = text.utf8[...]
    for byte in folder.text.utf8 {
      if rest.popFirst() != byte { return false }
    }
    return rest.first == UInt8(ascii: "/")
  }
}
