internal import Glibc
internal import Posix

/// Git's lock on the index, held while the work tree is written: a person's `git checkout` at the
/// same time is told so. It goes when this value does.
struct IndexLock: ~Copyable {
  static let path = ".git/index.lock"
  /// Seconds that a lock of a living process is waited for.
  static let patience = 3.0

  private let root: OpenFolder
  private let file: Descriptor
  /// Whether a lock that nobody held had to be removed.
  let replacedStale: Bool

  private init(root: OpenFolder, file: consuming Descriptor, replacedStale: Bool) {
    self.root = root
    self.file = file
    self.replacedStale = replacedStale
  }

  deinit { try? root.folder.removeFile(IndexLock.path) }

  static func take(
    _ root: OpenFolder, patience: Double = patience
  ) throws(CheckoutError) -> IndexLock {
    let limit = Instant.now.adding(seconds: patience)
    var replaced = false
    while true {
      do {
        let file = try root.folder.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        return IndexLock(root: root, file: file, replacedStale: replaced)
      } catch {
        if error.code != EEXIST { throw CheckoutError(error, path: path) }
      }
      if try removeIfStale(root) {
        replaced = true
      } else if Instant.now > limit {
        throw CheckoutError(.locked, path: path, explanation(root))
      } else {
        Instant.pause(seconds: 0.1)
      }
    }
  }

  /// Removes the lock if it is the same one, open in no process, at two looks.
  private static func removeIfStale(_ root: OpenFolder) throws(CheckoutError) -> Bool {
    try posix(path) { () throws(PosixError) in
      let first = try root.folder.status(path)
      for _ in 0..<2 {
        if !OpenFiles.holders(of: root.folder.full(path)).isEmpty { return false }
        Instant.pause(seconds: 0.05)
      }
      guard let first, try root.folder.status(path) == first else { return false }
      try root.folder.removeFile(path)
      return true
    }
  }

  private static func explanation(_ root: OpenFolder) -> String {
    let holders = OpenFiles.holders(of: root.folder.full(path)).map(String.init)
    let who = holders.isEmpty ? "another process" : "process \(holders.joined(separator: ", "))"
    return "\(who) works on the checkout with git; run converge again when it has ended"
  }
}

/// An open folder that several values share.
final class OpenFolder: Sendable {
  let folder: Folder

  init(_ folder: consuming Folder) { self.folder = folder }
}
