internal import CLinux
public import Glibc

/// An open file descriptor, closed when it goes out of scope.
public struct Descriptor: ~Copyable, Sendable {
  /// The descriptor's number, valid as long as this value lives.
  public let raw: Int32

  /// Takes over an open descriptor.
  public init(owning raw: Int32) { self.raw = raw }

  deinit { Glibc.close(raw) }

  /// Opens a file by its path, following links.
  ///
  /// - Parameters:
  ///   - path: an absolute path, or one relative to the working folder.
  ///   - flags: `open(2)` flags; `O_CLOEXEC` is added.
  ///   - mode: permission bits of a file that is created.
  public static func open(
    _ path: String, flags: Int32 = O_RDONLY, mode: mode_t = 0o600
  ) throws(PosixError) -> Descriptor {
    Descriptor(
      owning: try check("open", path) { Glibc.open(path, flags | O_CLOEXEC, mode) })
  }

  /// Standard input, to be read from where it stands: opened by its name a pipe of another user's
  /// would be refused.
  public static func standardInput() throws(PosixError) -> Descriptor {
    Descriptor(owning: try check("open", "standard input") { fcntl(0, F_DUPFD_CLOEXEC, 3) })
  }

  /// What kind of file this is, its size, owner and times.
  public func status() throws(PosixError) -> FileStatus {
    var buffer = stat()
    try check("examine") { fstat(raw, &buffer) }
    return FileStatus(buffer)
  }

  /// Everything from the current position to the end.
  ///
  /// - Parameter limit: bytes after which it gives up with `EFBIG`.
  public func readAll(limit: Int = .max) throws(PosixError) -> [UInt8] {
    var result: [UInt8] = []
    let expected = (try? status().size) ?? 0
    result.reserveCapacity(min(Int(expected) + 1, limit))
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    var used = 0
    // what is read may be a key, and this copy is nobody's
    defer { chunk.withUnsafeMutableBytes { converge_wipe($0.baseAddress, UInt64(used)) } }
    while true {
      let count = try read(into: &chunk)
      used = max(used, count)
      if count == 0 { return result }
      result.append(contentsOf: chunk[..<count])
      if result.count > limit { throw PosixError(code: EFBIG, call: "read") }
    }
  }

  /// One `read(2)`: the number of bytes placed at the start of `buffer`, 0 at the end.
  public func read(into buffer: inout [UInt8]) throws(PosixError) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      if errno != EINTR { throw PosixError(call: "read") }
    }
  }

  /// Writes all bytes.
  public func write(_ bytes: [UInt8]) throws(PosixError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(raw, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw PosixError(call: "write")
      }
      offset += count
    }
  }

  /// Waits until what was written is on the disk.
  public func sync() throws(PosixError) {
    try check("sync") { fsync(raw) }
  }

  /// Gives the file to a user and a group.
  public func setOwner(_ owner: FileOwner) throws(PosixError) {
    try check("change the owner") { fchown(raw, owner.user, owner.group) }
  }

  /// Sets the permission bits exactly, whatever the umask.
  public func setMode(_ mode: mode_t) throws(PosixError) {
    try check("set the mode") { fchmod(raw, mode) }
  }
}

extension Descriptor {
  /// A file without a name, in memory alone, which this user's programs can open by ``path``.
  ///
  /// - Parameter bytes: what it holds.
  public static func inMemory(_ bytes: [UInt8]) throws(PosixError) -> Descriptor {
    let file = Descriptor(owning: try check("make a file in memory") { converge_memory_file() })
    try file.write(bytes)
    return file
  }

  /// Where other processes find what is open here.
  public var path: String { "/proc/\(getpid())/fd/\(raw)" }
}
