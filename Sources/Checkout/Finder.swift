internal import Git
internal import Glibc
internal import Posix

/// What was found at one path.
struct Sight {
  var found: Found
  var status: FileStatus?
  /// What the index may say about it: nothing where it changed too recently to tell a further
  /// change by its times.
  var seen = IndexEntry.Seen.nothing
  /// What the index file says.
  var cached: IndexEntry?
  /// Whether the index file says the same, but is too old to be trusted next time.
  var isStale = false
}

/// Finds out what the paths of a work tree hold, in order of bytes, with the index file as memory:
/// a file whose status is the one that the index noted is not read.
struct Finder {
  private let root: OpenFolder
  private let repository: Repository
  private let index: [IndexEntry]
  /// Whether there is an index that can be read.
  let hasIndex: Bool
  let indexTime: FileStatus.Time
  private var position = 0
  private var parent: (path: Path?, folder: OpenFolder?)?
  /// What stands where folders were looked for.
  private(set) var obstacles: [Path: Sight] = [:]

  /// How many entries the index file has of what is not left alone.
  func indexCount(outside leaving: LeftFolders) -> Int {
    leaving.isEmpty ? index.count : index.count { !leaving.cover($0.path) }
  }

  init(root: OpenFolder, repository: Repository) throws(CheckoutError) {
    self.root = root
    self.repository = repository
    let status = try posix(IndexFile.place) { () throws(PosixError) in
      try root.folder.status(IndexFile.place)
    }
    indexTime = status?.modified ?? FileStatus.Time(seconds: 0, nanoseconds: 0)
    // an index that cannot be read is one that has to be made anew
    let entries = status == nil ? nil : try? IndexFile.read(root.folder.full(IndexFile.place))
    (index, hasIndex) = (entries ?? [], entries != nil)
  }

  /// Looks at the next path.
  ///
  /// - Parameter candidates: the contents worth telling apart.
  mutating func find(_ path: Path, among candidates: [Blob?]) throws(CheckoutError) -> Sight {
    let cached = takeCached(path)
    guard let folder = try openParent(of: path) else {
      return Sight(found: .nothing, cached: cached)
    }
    return try look(path, in: folder, cached: cached, among: candidates)
  }

  /// What the index file says of the next path, without a look at it.
  mutating func passBy(_ path: Path) -> IndexEntry? { takeCached(path) }

  private mutating func takeCached(_ path: Path) -> IndexEntry? {
    while position < index.count {
      let order = Path.compare(index[position].path, path.text)
      if order > 0 { return nil }
      position += 1
      if order == 0 { return index[position - 1] }
    }
    return nil
  }

  private mutating func openParent(of path: Path) throws(CheckoutError) -> OpenFolder? {
    let wanted = path.parent
    if let parent, parent.path == wanted { return parent.folder }
    let folder = try open(wanted)
    parent = (wanted, folder)
    return folder
  }

  private mutating func open(_ path: Path?) throws(CheckoutError) -> OpenFolder? {
    guard let path else { return root }
    do {
      return OpenFolder(try root.folder.folder(path.text))
    } catch {
      if error.code == ENOENT { return nil }
      guard error.isMissing || error.isEscape else { throw CheckoutError(error, path: path.text) }
    }
    try noteObstacle(on: path.ancestors + [path])
    return nil
  }

  /// Notes the first of these that is no folder.
  private mutating func noteObstacle(on way: [Path]) throws(CheckoutError) {
    for place in way {
      if obstacles[place] != nil { return }
      let folder = try posix(place.text) { () throws(PosixError) in
        try root.folder.folder(place.parent?.text ?? "")
      }
      let sight = try look(place, in: OpenFolder(folder), cached: nil, among: [])
      if sight.found == .folder { continue }
      obstacles[place] = sight
      return
    }
  }

  private func look(
    _ path: Path, in folder: OpenFolder, cached: IndexEntry?, among candidates: [Blob?]
  ) throws(CheckoutError) -> Sight {
    let now = FileStatus.Time.now
    let status = try posix(path.text) { () throws(PosixError) in
      try folder.folder.status(ofEntry: path.name)
    }
    guard let status else { return Sight(found: .nothing, cached: cached) }
    var sight = Sight(found: .other, status: status, cached: cached)
    let seen = IndexEntry.Seen(status)
    let isSame = cached?.isPlain == true && cached?.seen == seen
    let isTrusted = isSame && status.changed < indexTime
    sight.isStale = isSame && !isTrusted && status.changed < now
    if isSame || status.changed < now { sight.seen = seen }
    let known = isTrusted ? cached : nil
    switch status.kind {
    case .folder: sight.found = .folder
    case .other: sight.found = .other
    case .file:
      var id = known.flatMap { $0.kind == .link ? nil : $0.id }
      if id == nil { id = try read(path, status, in: folder, among: candidates) }
      sight.found = .file(id, status.permissions)
    case .link:
      var id = known.flatMap { $0.kind == .link ? $0.id : nil }
      if id == nil { id = try readLink(path, in: folder) }
      sight.found = .link(id)
    }
    return sight
  }

  /// The id of a file's content; nil, without reading it, where no candidate has its size.
  private func read(
    _ path: Path, _ status: FileStatus, in folder: OpenFolder, among candidates: [Blob?]
  ) throws(CheckoutError) -> ObjectID? {
    let isPossible = candidates.contains { blob in
      blob.map { !$0.isLink && (try? repository.size(of: $0.id)) == status.size } ?? false
    }
    if !isPossible { return nil }
    let bytes = try posix(path.text) { () throws(PosixError) in
      let file = try folder.folder.open(path.name, flags: O_RDONLY | O_NONBLOCK)
      guard try file.status() == status else {
        throw PosixError(code: EEXIST, call: "read", path: path.text)
      }
      return try file.readAll(limit: Int(status.size) + 1)
    }
    return try git(path.text) { () throws(GitError) in try Repository.blobID(of: bytes) }
  }

  private func readLink(
    _ path: Path, in folder: OpenFolder
  ) throws(CheckoutError) -> ObjectID? {
    let bytes = try posix(path.text) { () throws(PosixError) in
      try folder.folder.target(ofLink: path.name)
    }
    return try git(path.text) { () throws(GitError) in try Repository.blobID(of: bytes) }
  }
}

extension IndexFile {
  /// The index of a checkout, from its root.
  static let place = ".git/index"
}
