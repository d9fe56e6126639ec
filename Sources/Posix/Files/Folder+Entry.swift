internal import CLinux
public import Glibc

/// Single steps on names directly in a folder, for callers that need to stand between them.
extension Folder {
  /// The status of this folder itself.
  public func status() throws(PosixError) -> FileStatus {
    try descriptor.status()
  }

  /// Sets this folder's permission bits exactly, whatever the umask.
  public func setMode(_ mode: mode_t) throws(PosixError) {
    try descriptor.setMode(mode)
  }

  /// The status of the entry `name` directly in this folder, a link not followed, by one system
  /// call; nil where there is nothing.
  public func status(ofEntry name: String) throws(PosixError) -> FileStatus? {
    var buffer = stat()
    if fstatat(raw, name, &buffer, AT_SYMLINK_NOFOLLOW) == 0 { return FileStatus(buffer) }
    let error = PosixError(call: "examine", path: full(name))
    if error.isMissing { return nil }
    throw error
  }

  /// Creates the file `name` directly in this folder with all its bytes; what stood under that name
  /// goes. They are on their way to the disk: after `syncFile` they are there, so that many files
  /// wait for it together. Nothing is left behind where it fails.
  ///
  /// - Parameter mode: permission bits from the first byte on, whatever the umask.
  /// - Returns: the status of the finished file.
  public func stage(
    _ bytes: [UInt8], as name: String, mode: mode_t
  ) throws(PosixError) -> FileStatus {
    do {
      return try create(name, bytes: bytes, mode: mode, synced: false)
    } catch {
      unlinkat(raw, name, 0)
      throw error
    }
  }

  /// Waits until a file's bytes are on the disk.
  public func syncFile(_ name: String) throws(PosixError) {
    try open(name, flags: O_RDONLY | O_NONBLOCK).sync()
  }

  /// Creates the symbolic link `name` directly in this folder; what stood under that name goes.
  ///
  /// - Parameter target: what it points to, without a NUL byte.
  public func stage(linkTo target: [UInt8], as name: String) throws(PosixError) {
    _ = try? removeLeftover(name)
    let text = (target + [0]).map(CChar.init(bitPattern:))
    try check("link", full(name)) { symlinkat(text, raw, name) }
  }

  /// Removes what a killed run left under a temporary name directly in this folder.
  ///
  /// - Returns: whether there was something.
  @discardableResult
  public func removeLeftover(_ name: String) throws(PosixError) -> Bool {
    if unlinkat(raw, name, 0) == 0 { return true }
    if errno == ENOENT { return false }
    if unlinkat(raw, name, AT_REMOVEDIR) == 0 { return true }
    guard errno == ENOTEMPTY || errno == EEXIST else {
      throw PosixError(call: "remove", path: full(name))
    }
    try putAside(name)
    return true
  }

  /// Gives a folder with something in it another name. converge makes no such folder under a
  /// temporary name, so somebody else did; it must not stand in the way of every later run.
  private func putAside(_ name: String) throws(PosixError) {
    for number in 1... {
      let suffix = ".converge-kept-\(number)"
      let free = Folder.shortened(name, to: 255 - suffix.utf8.count) + suffix
      if Folder.renameToFree(raw, name, raw, free) == 0 { return }
      guard errno == EEXIST, number < 10_000 else {
        throw PosixError(call: "rename", path: full(name))
      }
    }
  }

  /// `rename(2)` that fails with `EEXIST` where the new name is taken, also on file systems that do
  /// not know RENAME_NOREPLACE (ZFS before 2.2): there a file gets its second name before it loses
  /// the first, and a folder can replace nothing but an empty folder.
  static func renameToFree(
    _ oldFolder: Int32, _ old: String, _ newFolder: Int32, _ new: String
  ) -> Int32 {
    let result = converge_rename_noreplace(oldFolder, old, newFolder, new)
    if result == 0 || errno != EINVAL { return result }
    return renameByLink(oldFolder, old, newFolder, new)
  }

  static func renameByLink(
    _ oldFolder: Int32, _ old: String, _ newFolder: Int32, _ new: String
  ) -> Int32 {
    if linkat(oldFolder, old, newFolder, new, 0) == 0 { return unlinkat(oldFolder, old, 0) }
    guard errno == EPERM || errno == EISDIR else { return -1 }
    var buffer = stat()
    if fstatat(newFolder, new, &buffer, AT_SYMLINK_NOFOLLOW) == 0 {
      errno = EEXIST
      return -1
    }
    return renameat(oldFolder, old, newFolder, new)
  }
}
