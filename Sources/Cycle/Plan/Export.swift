internal import Git
internal import Model
internal import Posix

/// The files of a tree that is not checked out, for Compose to read: what stacks are made of, with
/// their secrets in the clear, in a folder in memory that goes when this does. What stands in the
/// checkout and was never committed stands in it as links.
final class Export {
  /// Folders in memory.
  static let places = ["/run", "/dev/shm"]
  /// Bytes of a file at most: no Compose file, and no file of variables, is larger.
  static let sizeLimit = 1 << 20

  /// A stack as it was asked for.
  private struct Content {
    let stack: Stack
    let tree: ObjectID
    let plaintexts: [String: [UInt8]]
    let layers: [String: [UInt8]]
  }

  private let repository: Repository
  private let untracked: UntrackedFiles
  private var place: ExportFolder
  /// Where else it can stand when there is no more room.
  private var others: ArraySlice<String>
  private var contents: [Content] = []
  private var written: Set<String> = []

  /// The absolute path of the folder that stands for the checkout. To be asked for when everything
  /// is written: it moves where there is no more room.
  var root: String { place.root }

  /// - Parameters:
  ///   - places: folders that are taken where they are in memory.
  ///   - fallback: the absolute path of a folder on a disk, root's alone, that is taken where there
  ///     is none in memory or no room in it; nil where no secret may be written to a disk.
  /// - Throws: `.failed` where there is no such folder.
  init(
    _ repository: Repository, places: [String] = Export.places, fallback: String? = nil
  ) throws(Failure) {
    let usable = places.filter(FileTree.isInMemory) + (fallback.map { [$0] } ?? [])
    guard let first = usable.first else {
      throw .failed(
        Problem(
          "neither \(places.joined(separator: " nor ")) is kept in memory (tmpfs)",
          hint: "secrets are not written to a disk for a plan; mount a tmpfs there"))
    }
    self.repository = repository
    untracked = try UntrackedFiles(repository)
    others = usable.dropFirst()
    do {
      place = try ExportFolder(in: first)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// Writes what a stack is made of.
  ///
  /// - Parameters:
  ///   - tree: what is going to be checked out: outside the folders of the stacks it has to be the
  ///     same for all that are written.
  ///   - plaintexts: the bytes of its decrypted files, by their path in the checkout.
  ///   - layers: the bytes of what it reads from outside the checkout, by ``EnvironmentFile/path``;
  ///     they are written to `layers/<stack>` in the folder.
  func write(
    _ stack: Stack, of tree: ObjectID, plaintexts: [String: [UInt8]],
    layers: [String: [UInt8]] = [:]
  ) throws(Failure) {
    contents.append(Content(stack: stack, tree: tree, plaintexts: plaintexts, layers: layers))
    do {
      try writeAll(from: contents.count - 1)
    } catch let error as PosixError {
      throw .failed(
        Problem(
          "\(error)", hint: "Compose reads a copy of the stacks' files: make room in \(root)"))
    } catch {
      throw Failure(any: error)
    }
  }

  /// Writes the stacks from a position on, and all of them in another place where this one is full.
  private func writeAll(from start: Int) throws {
    do {
      for content in contents[start...] { try write(content) }
    } catch let error as PosixError where error.isFull && !others.isEmpty {
      place = try ExportFolder(in: others.removeFirst())
      written = []
      try writeAll(from: 0)
    }
  }

  private func write(_ content: Content) throws {
    let (stack, tree) = (content.stack, content.tree)
    let own = stack.environment.filter { !$0.isLayer }
    let reach = try Reach.of(stack, repository, tree, resolved: [])
    for path in [stack.name.folder] + reach + own.map(\.source)
    where written.insert(path).inserted {
      for file in try repository.files(of: tree, at: path) { try write(file) }
      for path in try untracked.paths(at: path, of: tree) { try link(path) }
    }
    for file in stack.ownSecrets + stack.files {
      guard let bytes = content.plaintexts[file.plaintext],
        file.isEnvironment || bytes.count <= Export.sizeLimit
      else { continue }
      try place.write(bytes, to: file.plaintext)
    }
    for (path, bytes) in content.layers {
      try place.write(bytes, to: "\(LayerFolder.name)/\(stack.name)/\(path)")
    }
  }

  private func write(_ file: TreeEntry) throws {
    switch file.kind {
    case .file, .executable:
      // nothing stands for what is left out: it could be taken for what it stands for
      if try repository.blobSize(file.id) > Export.sizeLimit, !file.isReadByName { return }
      try place.write(try repository.blob(file.id), to: file.path)
    case .link:
      let target = String(decoding: try repository.blob(file.id), as: UTF8.self)
      try place.link(file.path, to: target)
    case .folder, .submodule: break
    }
  }

  /// Lets what stands in the checkout be seen.
  private func link(_ path: String) throws(PosixError) {
    do {
      try place.link(path, to: "\(repository.path)/\(path)")
    } catch {
      // the tree has a file or a link in the place of its folder: a checkout moves it away
      if !error.isMissing && !error.isEscape { throw error }
    }
  }

  /// Removes what killed processes left: secrets in the clear.
  ///
  /// - Parameter fallback: as it was given to them.
  static func removeLeftovers(fallback: String? = nil) {
    for place in places + (fallback.map { [$0] } ?? []) { ExportFolder.removeLeftovers(in: place) }
  }
}

extension EnvironmentFile {
  fileprivate var isLayer: Bool {
    if case .layer = self { true } else { false }
  }
}

extension TreeEntry {
  /// Whether Compose may read it although it is large.
  fileprivate var isReadByName: Bool {
    [".yaml", ".yml", ".json", ".env"].contains(where: name.hasSuffix)
  }
}
