internal import Git
internal import Posix

/// What a tree must not hold, whoever made it: judged before anything is written.
enum TreeRules {
  /// Checks every path, and collects the folders.
  ///
  /// - Parameter entries: all but the folders, by path bytes.
  /// - Returns: every folder that something tracked stands in.
  static func check(_ entries: [TreeEntry]) throws(CheckoutError) -> Set<Path> {
    var folders: Set<Path> = []
    var last: Path?
    var previous: String?
    for entry in entries {
      if let previous, Path.compare(previous, entry.path) == 0 {
        throw CheckoutError(.invalidTree, path: entry.path, "the tree has it twice")
      }
      previous = entry.path
      try check(entry.path)
      let parent = Path(entry.path).parent
      if parent == last { continue }
      last = parent
      var folder = parent
      while let path = folder, folders.insert(path).inserted { folder = path.parent }
    }
    for entry in entries where folders.contains(Path(entry.path)) {
      throw CheckoutError(
        .invalidTree, path: entry.path, "the tree has a file and a folder of this name")
    }
    return folders
  }

  private static func check(_ path: String) throws(CheckoutError) {
    if path.utf8.count > 4000 {
      throw CheckoutError(.invalidTree, path: path, "the path is longer than 4000 bytes")
    }
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      if let fault = fault(in: part) {
        throw CheckoutError(.invalidTree, path: path, "\(fault); rename it and commit")
      }
    }
  }

  private static func fault(in name: Substring) -> String? {
    if name.isEmpty || name == "." || name == ".." { return "\"\(name)\" is no file name" }
    if name.utf8.count > 255 { return "a name is longer than 255 bytes" }
    if name.utf8.count == 4, name.lowercased() == ".git" { return "\"\(name)\" is Git's own" }
    if name.utf8.starts(with: Folder.temporaryPrefix.utf8) {
      return "names that begin with \"\(Folder.temporaryPrefix)\" are converge's own"
    }
    return nil
  }

  /// Checks what a tracked link points to.
  static func check(linkTarget target: [UInt8], at path: String) throws(CheckoutError) {
    if target.isEmpty || target.count > 4095 || target.contains(0) {
      throw CheckoutError(.invalidTree, path: path, "a link cannot point to what it says")
    }
  }
}
