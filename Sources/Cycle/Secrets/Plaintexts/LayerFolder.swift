internal import Git
internal import Model
internal import Posix
internal import Secrets

/// `layers/<stack>/` in the state folder: files of variables as another commit than the checked out
/// one has them, for the stacks that an earlier version stands in for. Secrets are in the clear.
struct LayerFolder {
  static let name = "layers"

  private let state: String

  /// - Parameter state: the absolute path of the state folder.
  init(state: String) { self.state = state }

  /// The absolute path of a stack's folder.
  func path(of stack: StackName) -> String { "\(root)/\(stack)" }

  /// What a stack reads from there, by ``EnvironmentFile/path``. What cannot be read is left out.
  ///
  /// - Parameters:
  ///   - tree: of the commit that the stack comes from.
  ///   - plaintexts: the bytes of decrypted files.
  static func files(
    of stack: Stack, _ repository: Repository, _ tree: ObjectID,
    plaintexts: [SecretFile: [UInt8]]
  ) throws(GitError) -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for file in stack.layers {
      if let secret = file.secret {
        result[file.path] = plaintexts[secret]
      } else if let path = try LinkedPath(repository: repository, tree: tree).real(file.source),
        let entry = try repository.entry(of: tree, at: path)
      {
        result[file.path] = try repository.blob(entry.id)
      }
    }
    return result
  }

  /// Makes the files of a stack these and no others. Only those that differ are written, each
  /// atomically, readable for its owner alone from the first byte on. Killed in between, the next
  /// call goes on.
  ///
  /// - Parameter files: bytes by path, see ``EnvironmentFile/path``.
  func write(_ files: [String: [UInt8]], of stack: StackName) throws(Failure) {
    if files.isEmpty { return try remove(stack) }
    do {
      let folder = try open(stack)
      var wanted: Set<String> = []
      for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
        try write(bytes, to: path, in: folder)
        var parts = path.split(separator: "/")
        while !parts.isEmpty {
          wanted.insert(parts.joined(separator: "/"))
          parts.removeLast()
        }
      }
      try LayerFolder.clear(folder, "", except: wanted)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// Removes the files of a stack.
  func remove(_ stack: StackName) throws(Failure) { try remove(stack.text) }

  /// Removes the files of all other stacks.
  func removeAll(except stacks: Set<StackName>) throws(Failure) {
    let kept = Set(stacks.map(\.text))
    for name in LayerFolder.names(in: root) where !kept.contains(name) { try remove(name) }
  }

  /// Tells a masker the secrets that stand here, as far as they can be read.
  func tell(_ masker: inout Masker) { LayerFolder.tell(&masker, in: root) }

  private static func tell(_ masker: inout Masker, in path: String) {
    for name in names(in: path) {
      if name.hasPrefix(".decrypted.") {
        guard let bytes = try? Folder.open(path).read(name, limit: SecretKeeper.limit) else {
          continue
        }
        masker.add(dotenv: bytes)
      } else {
        tell(&masker, in: "\(path)/\(name)")
      }
    }
  }

  private var root: String { "\(state)/\(LayerFolder.name)" }

  private func remove(_ name: String) throws(Failure) {
    let path = "\(root)/\(name)"
    FileTree.remove(path)
    if (try? FileStatus.of(path)) != nil { throw .failed(Problem("cannot remove \(path)")) }
  }

  private func open(_ stack: StackName) throws(PosixError) -> Folder {
    let folder = try Folder.open(state)
    try LayerFolder.makeFolders(to: "\(LayerFolder.name)/\(stack)/x", in: folder)
    return try folder.folder("\(LayerFolder.name)/\(stack)")
  }

  private func write(
    _ bytes: [UInt8], to path: String, in folder: borrowing Folder
  ) throws(PosixError) {
    if LayerFolder.holds(folder, bytes, at: path) { return }
    try LayerFolder.makeFolders(to: path, in: folder)
    if try folder.status(path)?.kind == .folder { FileTree.remove(folder.full(path)) }
    try folder.write(bytes, to: path, mode: 0o600)
  }

  private static func holds(
    _ folder: borrowing Folder, _ bytes: [UInt8], at path: String
  ) -> Bool {
    guard let status = try? folder.status(path), status.kind == .file,
      status.permissions == 0o600, status.size == bytes.count
    else { return false }
    return (try? folder.read(path)) == bytes
  }

  /// Makes the folders that a path stands in; what stands in their place goes.
  private static func makeFolders(
    to path: String, in folder: borrowing Folder
  ) throws(PosixError) {
    var way = ""
    for part in path.split(separator: "/").dropLast() {
      way += way.isEmpty ? String(part) : "/\(part)"
      if let status = try folder.status(way), status.kind != .folder {
        try folder.removeFile(way)
      }
      _ = try folder.make(way, mode: 0o700)
    }
  }

  private static func clear(
    _ folder: borrowing Folder, _ path: String, except wanted: Set<String>
  ) throws(PosixError) {
    for name in try folder.folder(path).names() {
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      guard wanted.contains(inner) else {
        FileTree.remove(folder.full(inner))
        continue
      }
      if try folder.status(inner)?.kind == .folder { try clear(folder, inner, except: wanted) }
    }
  }

  private static func names(in path: String) -> [String] {
    (try? Folder.open(path).names()) ?? []
  }
}
