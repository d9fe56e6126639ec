public import Glibc

/// A file that is read and later replaced as a whole, by a person's order: links to it are followed
/// and stay, and so do its mode and its owner.
public struct WholeFile: Sendable {
  /// Its absolute path, without links.
  public let path: String
  /// What stood in it; nil where there was none.
  public let bytes: [UInt8]?
  private let status: FileStatus?

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: where it is, or is going to be.
  ///   - limit: bytes after which it gives up with `EFBIG`.
  /// - Throws: `PosixError`, for one where it is no file, or its folder does not exist.
  public init(_ path: String, limit: Int = .max) throws(PosixError) {
    self.path = try WholeFile.resolved(path)
    (status, bytes) = try WholeFile.read(self.path, limit: limit)
  }

  /// Replaces the file, or makes it, in one step. No signal ends this process meanwhile.
  ///
  /// - Parameter mode: its permission bits; nil for those that it had, or that new files have.
  /// - Returns: false where it is no longer what was read: then nothing was done.
  public func replace(by new: [UInt8], mode: mode_t? = nil) throws(PosixError) -> Bool {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let name = String(path[path.index(after: slash)...])
    let folder = try Folder.open(slash == path.startIndex ? "/" : String(path[..<slash]))
    let held = HeldSignals()
    defer { held.release() }
    // others who replace files here wait; where the file system knows no locks they cannot
    while flock(folder.raw, LOCK_EX) != 0 && errno == EINTR {}
    guard try WholeFile.read(path, limit: .max).bytes == bytes else { return false }
    guard let status else { return try make(name, new, mode ?? WholeFile.newMode, in: folder) }
    try folder.write(
      new, to: name, mode: mode ?? status.permissions,
      owner: FileOwner(user: status.owner, group: status.group))
    return true
  }

  /// - Returns: false where somebody else made it first.
  private func make(
    _ name: String, _ new: [UInt8], _ mode: mode_t, in folder: borrowing Folder
  ) throws(PosixError) -> Bool {
    let temporary = Folder.temporaryName(for: name)
    _ = try folder.stage(new, as: temporary, mode: mode)
    do throws(PosixError) {
      try folder.syncFile(temporary)
      try folder.rename(temporary, toFree: name)
      try folder.sync()
    } catch {
      try? folder.removeFile(temporary)
      if error.code == EEXIST { return false }
      throw error
    }
    return true
  }

  /// What others may do with a new file, as the umask says.
  private static var newMode: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return 0o666 & ~mask
  }

  private static func read(
    _ path: String, limit: Int
  ) throws(PosixError) -> (status: FileStatus?, bytes: [UInt8]?) {
    do throws(PosixError) {
      let file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
      let status = try file.status()
      guard status.kind == .file else { throw PosixError(code: EINVAL, call: "read", path: path) }
      return (status, try file.readAll(limit: limit))
    } catch {
      if error.code == ENOENT { return (nil, nil) }
      throw PosixError(code: error.code, call: error.call, path: path)
    }
  }

  /// Where a path leads; its last part need not exist.
  private static func resolved(_ path: String, links: Int = 40) throws(PosixError) -> String {
    if let real = real(path) { return real }
    guard errno == ENOENT, links > 0 else { throw PosixError(call: "open", path: path) }
    let absolute = Host.absolute(path)
    let slash = absolute.lastIndex(of: "/") ?? absolute.startIndex
    let (parent, name) = (absolute[..<slash], absolute[absolute.index(after: slash)...])
    guard let folder = real(parent.isEmpty ? "/" : String(parent)), !name.isEmpty else {
      throw PosixError(call: "open", path: path)
    }
    let place = "\(folder == "/" ? "" : folder)/\(name)"
    guard let target = try? Folder.open(folder).target(ofLink: String(name)) else { return place }
    let text = String(decoding: target, as: UTF8.self)
    return try resolved(text.hasPrefix("/") ? text : "\(folder)/\(text)", links: links - 1)
  }

  private static func real(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
