internal import Glibc
internal import Posix

/// Files in `.git` that killed Git processes left behind: with lock files no reference could be set
/// again, and half-written objects, which may be as large as the whole repository, would pile up.
public enum StaleLocks {
  /// How the names of objects begin that libgit2 is writing, by folder.
  private static let drafts = [
    (folder: ".git/objects", prefix: "tmp_object"),
    (folder: ".git/objects/pack", prefix: "pack_git2_"),
  ]

  /// Removes the lock files of HEAD, the references, the configuration and the shallow list that
  /// no process has open, and half-written objects. To be called while no other converge runs.
  ///
  /// - Parameter root: the checkout's root.
  /// - Returns: what was removed, from the checkout's root.
  public static func remove(in root: String) throws(CheckoutError) -> [String] {
    let folder = try posix(nil) { () throws(PosixError) in try Folder.open(root) }
    var found: [String] = []
    try collect(".git", of: folder, deep: false, into: &found)
    try collect(".git/refs", of: folder, deep: true, into: &found)
    for draft in drafts { try collectDrafts(draft.folder, draft.prefix, of: folder, into: &found) }
    var removed: [String] = []
    for path in found where path != IndexLock.path {
      if !OpenFiles.holders(of: folder.full(path)).isEmpty { continue }
      try posix(path) { () throws(PosixError) in try folder.removeFile(path) }
      removed.append(path)
    }
    return removed
  }

  private static func collect(
    _ path: String, of root: borrowing Folder, deep: Bool, into found: inout [String]
  ) throws(CheckoutError) {
    let entries = try posix(path) { () throws(PosixError) in
      try root.status(path) == nil ? [] : try list(path, of: root)
    }
    for (name, kind) in entries {
      let inner = "\(path)/\(name)"
      if kind == .file, name.hasSuffix(".lock") { found.append(inner) }
      if kind == .folder, deep { try collect(inner, of: root, deep: true, into: &found) }
    }
  }

  private static func collectDrafts(
    _ path: String, _ prefix: String, of root: borrowing Folder, into found: inout [String]
  ) throws(CheckoutError) {
    found += try posix(path) { () throws(PosixError) in
      guard try root.status(path) != nil else { return [] }
      return try root.folder(path).names().filter { $0.hasPrefix(prefix) }.map { "\(path)/\($0)" }
    }
  }

  private static func list(
    _ path: String, of root: borrowing Folder
  ) throws(PosixError) -> [(String, FileStatus.Kind)] {
    let folder = try root.folder(path)
    var result: [(String, FileStatus.Kind)] = []
    for name in try folder.names() {
      if let status = try folder.status(ofEntry: name) { result.append((name, status.kind)) }
    }
    return result
  }
}
