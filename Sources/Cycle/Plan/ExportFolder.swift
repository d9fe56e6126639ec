internal import Crypto
internal import Glibc
internal import Model
internal import Posix

/// A folder of this process alone, for secrets in the clear: it goes when this does, and where the
/// process was killed with the next one.
final class ExportFolder {
  /// How the names of folders for a plan begin.
  static let planPrefix = "converge-plan-"
  private static let lockName = "lock"

  /// Its absolute path.
  let root: String
  let folder: Folder
  /// Says to others that this is in use.
  private let lock: FileLock
  /// Bytes that may still be written.
  private var room: UInt64

  /// - Parameters:
  ///   - place: the absolute path of the folder in which it is made. Where it is in memory, half of
  ///     its room is left to others, who may not live without.
  ///   - prefix: how its name begins, and those of what killed processes left.
  init(in place: String, prefix: String = ExportFolder.planPrefix) throws(PosixError) {
    ExportFolder.removeLeftovers(in: place, prefix: prefix)
    let parent = try Folder.open(place)
    let name = prefix + hexadecimal(Random.bytes(count: 8))
    // it gets the name that others know when it is locked
    let draft = Folder.temporaryName(for: name)
    folder = try parent.make(draft, mode: 0o700)
    guard let lock = try FileLock.take("\(place)/\(draft)/\(ExportFolder.lockName)") else {
      throw PosixError(code: EBUSY, call: "lock", path: "\(place)/\(draft)")
    }
    self.lock = lock
    try parent.rename(draft, to: name)
    root = "\(place)/\(name)"
    room = FileTree.isInMemory(place) ? (DiskSpace.left(place) ?? 0) / 2 : .max
  }

  deinit { FileTree.remove(root) }

  /// Removes what killed processes left: nobody holds its lock any more.
  static func removeLeftovers(in place: String, prefix: String = planPrefix) {
    guard let parent = try? Folder.open(place) else { return }
    for name in (try? parent.names()) ?? [] where name.contains(prefix) {
      // what somebody else made could lead elsewhere by the time it is removed
      guard let status = try? parent.status(ofEntry: name), status.kind == .folder,
        status.owner == geteuid()
      else { continue }
      if !name.hasPrefix(prefix), !isForgotten(name, in: parent) { continue }
      guard let free = try? FileLock.take("\(place)/\(name)/\(lockName)") else { continue }
      FileTree.remove("\(place)/\(name)")
      _ = consume free
    }
  }

  /// Whether a draft is so old that nobody is about to lock it.
  private static func isForgotten(_ draft: String, in parent: borrowing Folder) -> Bool {
    guard let status = try? parent.status(ofEntry: draft) else { return false }
    return status.kind == .folder && status.modified.seconds < WallClock.now - 60
  }

  /// Makes a link at a path, and the folders that it stands in.
  func link(_ path: String, to target: String) throws(PosixError) {
    try makeParent(of: path)
    try folder.link(path, to: target)
  }

  /// Writes a file, and the folders that it stands in, for its owner alone.
  func write(_ bytes: [UInt8], to path: String) throws(PosixError) {
    try makeParent(of: path)
    let (rest, isTooMuch) = room.subtractingReportingOverflow(UInt64(max(bytes.count, 4096)))
    if isTooMuch { throw PosixError(code: ENOSPC, call: "write", path: "\(root)/\(path)") }
    room = rest
    try folder.write(bytes, to: path, mode: 0o600, synced: false)
  }

  private func makeParent(of path: String) throws(PosixError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    _ = try folder.make(String(path[..<slash]), mode: 0o700)
  }
}
