internal import Git
internal import Glibc
internal import Posix

/// Carries out what was decided. Each step leaves a state from which the next run goes on.
///
/// Each file is on the disk before it takes its name; the folders are synced once, at the end:
/// after a loss of power a rename may be undone, but no file is empty or half, and what was checked
/// out is recorded only after.
struct Effects {
  let root: OpenFolder
  let repository: Repository
  let time: Int64
  let step: (String) -> Void
  private(set) var keptAside: [KeptAside] = []
  private var touched: Set<Path?> = []
  private var staged: [Path: FileStatus] = [:]

  init(root: OpenFolder, repository: Repository, time: Int64, step: @escaping (String) -> Void) {
    self.root = root
    self.repository = repository
    self.time = time
    self.step = step
  }

  mutating func carryOut(_ look: Look) throws(CheckoutError) {
    for item in look.items.reversed() { try clear(item) }
    for folder in look.formerFolders { try removeIfEmpty(folder) }
    for item in look.items { try write(item) }
    for folder in touched { try sync(folder) }
  }

  private mutating func clear(_ item: Look.Item) throws(CheckoutError) {
    switch item.action {
    case .remove: try remove(item)
    case .moveAside(let reason): try moveAside(item.path, reason)
    default: break
    }
  }

  private mutating func remove(_ item: Look.Item) throws(CheckoutError) {
    let path = item.path
    try posix(path.text) { () throws(PosixError) in
      let parent = try openParent(of: path)
      let status = try parent.folder.status(ofEntry: path.name)
      // a file that was written to since it was looked at is no longer ours to remove
      guard status == item.status else {
        throw PosixError(code: EEXIST, call: "remove", path: path.text)
      }
      step("remove \(path.text)")
      try parent.folder.removeFile(path.name)
    }
    touched.insert(path.parent)
  }

  private mutating func removeIfEmpty(_ path: Path) throws(CheckoutError) {
    let isFolder = try? root.folder.status(path.text)?.kind == .folder
    guard isFolder == true else { return }
    step("remove folder \(path.text)")
    let isGone = try posix(path.text) { () throws(PosixError) in
      try root.folder.removeEmptyFolder(path.text)
    }
    if isGone { touched.insert(path.parent) }
  }

  private mutating func write(_ item: Look.Item) throws(CheckoutError) {
    switch item.action {
    case .write(let blob, let obstacle): try write(item.path, blob, over: obstacle)
    case .setMode(let mode): try setMode(item, mode)
    default: break
    }
  }

  private mutating func write(
    _ path: Path, _ blob: Blob, over obstacle: Obstacle
  ) throws(CheckoutError) {
    let bytes = try git(path.text) { () throws(GitError) in try repository.blob(blob.id) }
    let parent = try makeParent(of: path)
    let temporary = Folder.temporaryName(for: path.name)
    step("stage \(path.text)")
    let status = try posix(path.text) { () throws(PosixError) in
      try stage(bytes, blob, in: parent, as: temporary)
    }
    do {
      try clearWay(path, in: parent, obstacle)
      step("rename \(path.text)")
      try posix(path.text) { () throws(PosixError) in
        if obstacle == .tracked {
          try parent.folder.rename(temporary, to: path.name)
        } else {
          try parent.folder.rename(temporary, toFree: path.name)
        }
      }
    } catch {
      try? parent.folder.removeFile(temporary)
      throw error
    }
    staged[path] = status
    touched.insert(path.parent)
  }

  private func stage(
    _ bytes: [UInt8], _ blob: Blob, in parent: OpenFolder, as temporary: String
  ) throws(PosixError) -> FileStatus? {
    if !blob.isLink { return try parent.folder.stage(bytes, as: temporary, mode: blob.mode) }
    try parent.folder.stage(linkTo: bytes, as: temporary)
    return try parent.folder.status(ofEntry: temporary)
  }

  private mutating func clearWay(
    _ path: Path, in parent: OpenFolder, _ obstacle: Obstacle
  ) throws(CheckoutError) {
    switch obstacle {
    case .nothing, .tracked: break
    case .data(let reason): try moveAside(path, reason)
    case .folder:
      step("remove folder \(path.text)")
      let isGone = try posix(path.text) { () throws(PosixError) in
        try parent.folder.removeEmptyFolder(path.name)
      }
      if !isGone { try moveAside(path, .untracked) }
    }
  }

  private mutating func setMode(_ item: Look.Item, _ mode: mode_t) throws(CheckoutError) {
    step("set the mode of \(item.path.text)")
    try posix(item.path.text) { () throws(PosixError) in
      let file = try root.folder.open(item.path.text, flags: O_RDONLY | O_NONBLOCK)
      guard try file.status().inode == item.status?.inode else {
        throw PosixError(code: EEXIST, call: "set the mode", path: item.path.text)
      }
      try file.setMode(mode)
    }
    staged[item.path] = item.status
  }

  /// Moves what stands at a path to a free name in the same folder.
  mutating func moveAside(_ path: Path, _ reason: Reason) throws(CheckoutError) {
    let stamp = ".converge-kept-" + WallClock.compact(time)
    let parent = try posix(path.text) { () throws(PosixError) in try openParent(of: path) }
    for number in 0..<10_000 {
      let suffix = number == 0 ? stamp : "\(stamp)-\(number)"
      let name = Folder.shortened(path.name, to: 255 - suffix.utf8.count) + suffix
      step("keep aside \(path.text)")
      do {
        try parent.folder.rename(path.name, toFree: name)
      } catch {
        if error.code == EEXIST { continue }
        if error.code != EBUSY { throw CheckoutError(error, path: path.text) }
        throw CheckoutError(
          .inTheWay, path: path.text,
          "a mount point stands where the repository has a file; unmount it or rename the file")
      }
      touched.insert(path.parent)
      keptAside.append(KeptAside(path: path.text, kept: path.sibling(name), reason: reason))
      return
    }
    throw CheckoutError(.other, path: path.text, "too much is kept aside beside it")
  }

  private func openParent(of path: Path) throws(PosixError) -> OpenFolder {
    guard let parent = path.parent else { return root }
    return OpenFolder(try root.folder.folder(parent.text))
  }

  /// Opens the folder a path stands in, making those that are missing.
  private mutating func makeParent(of path: Path) throws(CheckoutError) -> OpenFolder {
    if let open = try? openParent(of: path) { return open }
    var current = root
    for folder in path.ancestors {
      let outer = current
      current = try posix(folder.text) { () throws(PosixError) in
        if try outer.folder.status(ofEntry: folder.name) == nil {
          step("make folder \(folder.text)")
          touched.insert(folder.parent)
        }
        return OpenFolder(try outer.folder.make(folder.name, mode: 0o755))
      }
    }
    return current
  }

  private func sync(_ path: Path?) throws(CheckoutError) {
    guard let status = try? root.folder.status(path?.text ?? "."), status.kind == .folder else {
      return
    }
    try posix(path?.text) { () throws(PosixError) in
      try root.folder.folder(path?.text ?? "").sync()
    }
  }

  /// Removes the temporary files and folders of killed runs.
  func removeLeftovers(of look: Look) throws(CheckoutError) {
    var places = Set(look.paths)
    for path in look.paths {
      var folder = path.parent
      while let place = folder, places.insert(place).inserted { folder = place.parent }
    }
    for path in places.sorted() {
      guard let parent = try? openParent(of: path) else { continue }
      let name = Folder.temporaryName(for: path.name)
      try posix(path.sibling(name)) { () throws(PosixError) in
        if try parent.folder.status(ofEntry: name) == nil { return }
        step("remove leftover \(path.sibling(name))")
        try parent.folder.removeLeftover(name)
      }
    }
  }
}

extension Effects {
  /// Writes the index with what the file system says now about the files just written, and puts it
  /// in its place under the lock.
  func writeIndex(_ look: Look) throws(CheckoutError) {
    if look.indexIsCurrent && look.items.isEmpty { return }
    let entries = try completed(look)
    let folder = ".git/converge"
    let temporary = "\(folder)/index"
    step("write the index")
    try posix(folder) { () throws(PosixError) in
      _ = try root.folder.make(folder, mode: 0o700)
      try root.folder.removeFile(temporary)
      try root.folder.removeFile(temporary + ".lock")
    }
    try git(IndexFile.place) { () throws(GitError) in
      try IndexFile.write(entries, to: root.folder.full(temporary))
    }
    step("rename the index")
    try posix(IndexFile.place) { () throws(PosixError) in
      try root.folder.rename(temporary, to: IndexFile.place)
    }
  }

  private func completed(_ look: Look) throws(CheckoutError) -> [IndexEntry] {
    var entries = look.index
    if look.items.isEmpty { return entries }
    waitForTheClock()
    let written = Set(look.items.filter { $0.action.isWrite }.map(\.path))
    for position in entries.indices where written.contains(Path(entries[position].path)) {
      let path = Path(entries[position].path)
      let status = try posix(path.text) { () throws(PosixError) in
        try root.folder.status(path.text)
      }
      entries[position].seen =
        status.flatMap { isAsStaged($0, path) ? IndexEntry.Seen($0) : nil } ?? .nothing
    }
    return entries
  }

  /// Whether a file is still the one that was written, not changed since.
  private func isAsStaged(_ status: FileStatus, _ path: Path) -> Bool {
    guard let before = staged[path] else { return false }
    return status.inode == before.inode && status.size == before.size
      && status.modified == before.modified
  }

  /// Until any further change gets a later time than those so far.
  private func waitForTheClock() {
    let now = FileStatus.Time.now
    for _ in 0..<50 where FileStatus.Time.now <= now { Instant.pause(seconds: 0.001) }
  }
}

extension Action {
  fileprivate var isWrite: Bool {
    switch self {
    case .write, .setMode: return true
    default: return false
    }
  }
}
