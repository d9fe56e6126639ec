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
  var keptAside: [KeptAside] = []
  var touched: Set<Path?> = []
  /// What was written, as it was before it took its name.
  var staged: [Path: FileStatus] = [:]

  init(root: OpenFolder, repository: Repository, time: Int64, step: @escaping (String) -> Void) {
    self.root = root
    self.repository = repository
    self.time = time
    self.step = step
  }

  mutating func carryOut(_ look: Look) throws(CheckoutError) {
    for item in look.items.reversed() {
      switch item.action {
      case .remove: try remove(item)
      case .moveAside(let reason): try moveAside(item.path, reason)
      default: break
      }
    }
    for folder in look.formerFolders { try removeIfEmpty(folder) }
    try write(look.items)
    for item in look.items {
      if case .setMode(let mode) = item.action { try setMode(item, mode) }
    }
    for folder in touched { try sync(folder) }
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

  func openParent(of path: Path) throws(PosixError) -> OpenFolder {
    guard let parent = path.parent else { return root }
    return OpenFolder(try root.folder.folder(parent.text))
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
