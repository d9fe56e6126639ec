internal import CLinux
public import Glibc

/// An open folder. Every path given to it is resolved beneath it, and no symbolic link on the way
/// is followed (`openat2(2)`, RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS), so that a link planted by
/// a container with a writable mount cannot lead a write out of it.
public struct Folder: ~Copyable, Sendable {
  let descriptor: Descriptor
  /// The path it was opened by, for messages.
  public let path: String

  init(_ descriptor: consuming Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// The open descriptor's number, valid as long as this value lives.
  public var raw: Int32 { descriptor.raw }

  /// Opens a folder by its path, following links: for paths that the host's owner configured.
  public static func open(_ path: String) throws(PosixError) -> Folder {
    Folder(try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY), path: path)
  }

  /// Opens a folder by its path, making it and its parents where they are missing.
  ///
  /// - Parameter mode: permission bits of the last folder, set exactly if it is made here.
  public static func make(_ path: String, mode: mode_t) throws(PosixError) -> Folder {
    var parent = ""
    for part in path.split(separator: "/").dropLast() {
      parent += "/" + part
      if mkdir(parent, 0o755) != 0 && errno != EEXIST {
        throw PosixError(call: "make the folder", path: parent)
      }
    }
    let made = mkdir(path, mode) == 0
    if !made && errno != EEXIST { throw PosixError(call: "make the folder", path: path) }
    let folder = try open(path)
    if made { try folder.descriptor.setMode(mode) }
    return folder
  }

  /// Opens the file at `relative`.
  ///
  /// - Throws: `PosixError`; `isEscape` where a link stood in the way.
  public func open(
    _ relative: String, flags: Int32 = O_RDONLY, mode: mode_t = 0
  ) throws(PosixError) -> Descriptor {
    Descriptor(
      owning: try check("open", full(relative)) {
        converge_open_beneath(raw, relative, UInt64(UInt32(bitPattern: flags)), UInt64(mode))
      })
  }

  /// Opens the folder at `relative`; "" and "." are this folder itself.
  public func folder(_ relative: String) throws(PosixError) -> Folder {
    let name = relative.isEmpty ? "." : relative
    return Folder(try open(name, flags: O_RDONLY | O_DIRECTORY), path: full(relative))
  }

  /// Opens the folder at `relative`, making it and its parents where they are missing.
  ///
  /// - Parameter mode: permission bits of each folder made, set exactly.
  public func make(_ relative: String, mode: mode_t) throws(PosixError) -> Folder {
    var current = try folder("")
    for part in relative.split(separator: "/") {
      current = try current.child(String(part), mode: mode)
    }
    return current
  }

  /// Opens or makes a folder directly in this one. It takes its name with its final mode, so that
  /// one that a killed run made is like any other.
  private func child(_ name: String, mode: mode_t) throws(PosixError) -> Folder {
    do {
      return try folder(name)
    } catch {
      if error.code != ENOENT { throw error }
    }
    let temporary = Folder.temporaryName(for: name)
    _ = try? removeLeftover(temporary)
    if mkdirat(raw, temporary, 0o700) != 0 {
      throw PosixError(call: "make the folder", path: full(name))
    }
    let made = try folder(temporary)
    try made.descriptor.setMode(mode)
    if Folder.renameToFree(raw, temporary, raw, name) != 0 {
      let error = PosixError(call: "make the folder", path: full(name))
      unlinkat(raw, temporary, AT_REMOVEDIR)
      if error.code != EEXIST { throw error }
    }
    return try folder(name)
  }

  /// The path of `relative` as a person would write it.
  public func full(_ relative: String) -> String {
    relative.isEmpty ? path : (path == "/" ? "/" : path + "/") + relative
  }

  /// The status of what `relative` names, a link itself not followed; nil where there is nothing.
  public func status(_ relative: String) throws(PosixError) -> FileStatus? {
    do {
      let place = try place(relative)
      var buffer = stat()
      try check("examine", full(relative)) {
        fstatat(place.parent.raw, place.name, &buffer, AT_SYMLINK_NOFOLLOW)
      }
      return FileStatus(buffer)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Where a path ends: the opened folder that holds it, and the name in there.
  struct Place: ~Copyable {
    let parent: Folder
    let name: String
  }

  func place(_ relative: String) throws(PosixError) -> Place {
    guard let slash = relative.lastIndex(of: "/") else {
      return Place(parent: try folder(""), name: relative)
    }
    return Place(
      parent: try folder(String(relative[..<slash])),
      name: String(relative[relative.index(after: slash)...]))
  }

  /// The names in this folder, sorted by bytes, without "." and "..".
  public func names() throws(PosixError) -> [String] {
    let copy = try open(".", flags: O_RDONLY | O_DIRECTORY)
    let number = fcntl(copy.raw, F_DUPFD_CLOEXEC, 3)
    guard number >= 0, let stream = fdopendir(number) else {
      throw PosixError(call: "list", path: path)
    }
    defer { closedir(stream) }
    var result: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { result.append(name) }
    }
    return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
