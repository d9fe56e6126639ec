internal import Git
internal import Posix

/// Writing the index, the memory of what files held when their status was seen.
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

  /// Until any further change gets a later time than those so far: a few milliseconds, more on a
  /// virtual machine that is not given its share.
  private func waitForTheClock() {
    let now = FileStatus.Time.exactNow
    let limit = Instant.now.adding(seconds: 1)
    while FileStatus.Time.now <= now, Instant.now < limit { Instant.pause(seconds: 0.001) }
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
