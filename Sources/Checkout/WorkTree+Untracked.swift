public import Git
internal import Posix

/// Names of files and folders that no tree knows.
public struct Untracked: Equatable, Sendable {
  /// From the checkout's root, by bytes; folders end in "/" and are not looked into.
  public var paths: [String] = []
  /// Whether there are more.
  public var isTruncated = false

  public init() {}
}

extension WorkTree {
  /// What stands in a folder, at any depth, that a tree does not have; converge's own files aside.
  /// For telling a person what stays behind: links are not followed, contents not read.
  ///
  /// - Parameters:
  ///   - folder: from the checkout's root.
  ///   - limit: how many names are given at most.
  public func untracked(
    below folder: String, of tree: ObjectID, limit: Int = 20
  ) throws(CheckoutError) -> Untracked {
    try untracked(below: folder, of: [tree], limit: limit)
  }

  /// The same for what none of several trees has.
  public func untracked(
    below folder: String, of trees: [ObjectID], limit: Int = 20
  ) throws(CheckoutError) -> Untracked {
    var tracked: Set<Path> = []
    for tree in trees {
      let entries = try git(folder) { () throws(GitError) in
        try repository.files(of: tree, below: folder)
      }
      for entry in entries ?? [] {
        var path: Path? = Path(entry.path)
        while let place = path, tracked.insert(place).inserted { path = place.parent }
      }
    }
    var result = Untracked()
    try collect(folder, tracked, limit, into: &result)
    return result
  }

  private func collect(
    _ folder: String, _ tracked: Set<Path>, _ limit: Int, into result: inout Untracked
  ) throws(CheckoutError) {
    for (name, isFolder) in try list(folder) where !result.isTruncated {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      if path == ".git" || name.hasPrefix(".decrypted.") { continue }
      if name.hasPrefix(Folder.temporaryPrefix) { continue }
      if tracked.contains(Path(path)) {
        if isFolder { try collect(path, tracked, limit, into: &result) }
      } else if result.paths.count == limit {
        result.isTruncated = true
      } else {
        result.paths.append(isFolder ? path + "/" : path)
      }
    }
  }

  private func list(_ path: String) throws(CheckoutError) -> [(name: String, isFolder: Bool)] {
    do {
      let folder = try root.folder.folder(path)
      var result: [(String, Bool)] = []
      for name in try folder.names() {
        if let status = try folder.status(ofEntry: name) {
          result.append((name, status.kind == .folder))
        }
      }
      return result
    } catch {
      if error.isMissing || error.isEscape { return [] }
      throw CheckoutError(error, path: path)
    }
  }
}
