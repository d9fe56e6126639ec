internal import CLinux
public import Glibc

/// Changes beneath a folder: each one a single system call on an opened parent.
extension Folder {
  /// The whole file at `relative`.
  ///
  /// - Parameter limit: bytes after which it gives up with `EFBIG`.
  public func read(_ relative: String, limit: Int = .max) throws(PosixError) -> [UInt8] {
    let file = try open(relative, flags: O_RDONLY | O_NONBLOCK)
    guard try file.status().kind == .file else {
      throw PosixError(code: EINVAL, call: "read", path: full(relative))
    }
    return try file.readAll(limit: limit)
  }

  /// Replaces the file at `relative` by one with these bytes: written to a temporary file beside
  /// it and renamed, so that a reader sees the old file or the new one. A link of that name is
  /// replaced, not followed. The parent folder must exist.
  ///
  /// - Parameters:
  ///   - mode: permission bits from the first byte on, whatever the umask.
  ///   - owner: whose it is from the first byte on; nil for our own.
  ///   - synced: whether the bytes, and then the folder, are on the disk when this returns.
  public func write(
    _ bytes: [UInt8], to relative: String, mode: mode_t, owner: FileOwner? = nil,
    synced: Bool = true
  ) throws(PosixError) {
    let place = try place(relative)
    let temporary = Folder.temporaryName(for: place.name)
    do {
      try place.parent.create(
        temporary, bytes: bytes, mode: mode, owner: owner, synced: synced)
      try place.parent.rename(temporary, to: place.name)
    } catch {
      unlinkat(place.parent.raw, temporary, 0)
      throw PosixError(code: error.code, call: "write", path: full(relative))
    }
    if synced { try place.parent.sync() }
  }

  /// Makes a symbolic link at `relative`, replacing a file or link of that name.
  public func link(_ relative: String, to target: String) throws(PosixError) {
    let place = try place(relative)
    let temporary = Folder.temporaryName(for: place.name)
    unlinkat(place.parent.raw, temporary, 0)
    try check("link", full(relative)) { symlinkat(target, place.parent.raw, temporary) }
    try place.parent.rename(temporary, to: place.name)
  }

  /// What the link at `relative` points to.
  public func target(ofLink relative: String) throws(PosixError) -> [UInt8] {
    let place = try place(relative)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes {
      readlinkat(
        place.parent.raw, place.name, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    if count < 0 { throw PosixError(call: "read the link", path: full(relative)) }
    return Array(buffer[..<count])
  }

  /// Renames what `from` names to `to`, both beneath this folder, replacing a file there.
  public func rename(_ from: String, to: String) throws(PosixError) {
    let old = try place(from)
    let new = try place(to)
    try check("rename", full(from)) {
      renameat(old.parent.raw, old.name, new.parent.raw, new.name)
    }
  }

  /// Renames what `from` names to `to`, unless something is there.
  ///
  /// - Throws: `PosixError` with `EEXIST` where the new name is taken.
  public func rename(_ from: String, toFree to: String) throws(PosixError) {
    let old = try place(from)
    let new = try place(to)
    try check("rename", full(from)) {
      Folder.renameToFree(old.parent.raw, old.name, new.parent.raw, new.name)
    }
  }

  /// Removes the file or link at `relative`; nothing there is fine.
  public func removeFile(_ relative: String) throws(PosixError) {
    try remove(relative, flags: 0)
  }

  /// Removes the folder at `relative` if it is empty.
  ///
  /// - Returns: whether it is gone.
  @discardableResult
  public func removeEmptyFolder(_ relative: String) throws(PosixError) -> Bool {
    do {
      try remove(relative, flags: AT_REMOVEDIR)
      return true
    } catch {
      if error.code == ENOTEMPTY || error.code == EEXIST || error.code == EBUSY { return false }
      throw error
    }
  }

  private func remove(_ relative: String, flags: Int32) throws(PosixError) {
    do {
      let place = try place(relative)
      try check("remove", full(relative)) { unlinkat(place.parent.raw, place.name, flags) }
    } catch {
      if !error.isMissing { throw error }
    }
  }

  /// Waits until changes of names in this folder are on the disk.
  public func sync() throws(PosixError) {
    try check("sync", path) { fsync(raw) }
  }

  /// Creates the file `name` in this folder with its final mode before the first byte.
  @discardableResult
  func create(
    _ name: String, bytes: [UInt8], mode: mode_t, owner: FileOwner? = nil, synced: Bool
  ) throws(PosixError) -> FileStatus {
    _ = try? removeLeftover(name)
    let file = try open(name, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    // a change of owner takes bits away
    if let owner { try file.setOwner(owner) }
    if mode != 0o600 { try file.setMode(mode) }
    try file.write(bytes)
    if synced { try file.sync() } else { converge_start_writeback(file.raw) }
    return try file.status()
  }

  /// The name a file is written under before it takes its own: fixed, so that a killed run leaves
  /// at most one behind for each file, which the next one takes over.
  public static func temporaryName(for name: String) -> String {
    temporaryPrefix + shortened(name, to: 255 - temporaryPrefix.utf8.count)
  }

  /// How every temporary name begins.
  public static let temporaryPrefix = ".converge-new-"

  /// The start of a name that takes at most `limit` bytes.
  public static func shortened(_ name: String, to limit: Int) -> String {
    var result = Substring(name)
    while result.utf8.count > limit { result.unicodeScalars.removeLast() }
    return String(result)
  }
}
