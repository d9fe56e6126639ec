internal import Crypto
internal import Git
internal import Glibc
internal import Model
internal import Posix

/// The files of a commit that is not checked out, for Compose to read: what stacks are made of, with
/// their secrets in the clear, in a folder of its own in memory. It goes when this does.
final class Export {
  private static let prefix = "converge-plan-"
  private static let lockName = "lock"
  /// Folders in memory.
  static let places = ["/run", "/dev/shm"]

  /// The absolute path of the folder.
  let root: String
  private let folder: Folder
  /// Says to others that this is in use.
  private let lock: FileLock

  /// - Parameter places: folders in memory, the first that is one is taken.
  /// - Throws: `.failed` where nothing of this machine is kept in memory, or where it is full.
  init(places: [String] = Export.places) throws(Failure) {
    guard let place = places.first(where: FileTree.isInMemory) else {
      throw .failed(
        Problem(
          "neither \(places.joined(separator: " nor ")) is kept in memory (tmpfs)",
          hint: "secrets are not written to a disk for a plan; mount a tmpfs there"))
    }
    do {
      Export.removeLeftovers(in: place)
      let parent = try Folder.open(place)
      let name = Export.prefix + hexadecimal(Random.bytes(count: 8))
      // it gets the name that others know when it is locked
      let draft = Folder.temporaryName(for: name)
      folder = try parent.make(draft, mode: 0o700)
      guard let lock = try FileLock.take("\(place)/\(draft)/\(Export.lockName)") else {
        throw PosixError(code: EBUSY, call: "lock", path: "\(place)/\(draft)")
      }
      self.lock = lock
      try parent.rename(draft, to: name)
      root = "\(place)/\(name)"
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  deinit { FileTree.remove(root) }

  /// Writes what the stacks are made of.
  func write(_ stacks: [Stack], of target: Target) throws(Failure) {
    do {
      var written: Set<String> = []
      for stack in stacks {
        let found = try Reach.of(stack, target.repository, target.tree, resolved: [])
        let places = [stack.name.folder] + found + stack.environment.map(\.source)
        for place in places where written.insert(place).inserted {
          for file in try target.repository.files(of: target.tree, at: place) {
            try write(file, target.repository)
          }
        }
        for (path, bytes) in target.secrets.plaintexts(of: stack) {
          try write(bytes, path, mode: 0o600)
        }
      }
    } catch let error as GitError {
      throw Failure(error)
    } catch {
      throw .failed(Problem("\(error)", hint: "a plan needs room in memory for the stacks' files"))
    }
  }

  private func write(_ file: TreeEntry, _ repository: Repository) throws {
    let bytes = try repository.blob(file.id)
    switch file.kind {
    case .file, .executable: try write(bytes, file.path, mode: 0o600)
    case .link:
      try makeParent(of: file.path)
      try folder.link(file.path, to: String(decoding: bytes, as: UTF8.self))
    case .folder, .submodule: break
    }
  }

  private func write(_ bytes: [UInt8], _ path: String, mode: mode_t) throws(PosixError) {
    try makeParent(of: path)
    try folder.write(bytes, to: path, mode: mode)
  }

  private func makeParent(of path: String) throws(PosixError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    _ = try folder.make(String(path[..<slash]), mode: 0o700)
  }

  /// Removes what killed plans left: secrets in the clear.
  static func removeLeftovers() {
    for place in places { removeLeftovers(in: place) }
  }

  /// What killed plans left: nobody holds its lock any more.
  private static func removeLeftovers(in place: String) {
    for name in (try? Folder.open(place).names()) ?? [] where name.hasPrefix(prefix) {
      guard let free = try? FileLock.take("\(place)/\(name)/\(lockName)") else { continue }
      FileTree.remove("\(place)/\(name)")
      _ = consume free
    }
  }
}
