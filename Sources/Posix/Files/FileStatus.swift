public import Glibc

/// To whom a file belongs, by numbers.
public struct FileOwner: Equatable, Sendable {
  public let user: uid_t
  public let group: gid_t

  public init(user: uid_t, group: gid_t) {
    self.user = user
    self.group = group
  }
}

/// What `stat(2)` says about a file.
public struct FileStatus: Equatable, Sendable {
  public enum Kind: Equatable, Sendable { case file, folder, link, other }

  /// A point in time as the file system keeps it.
  public struct Time: Equatable, Comparable, Sendable {
    public let seconds: Int64
    public let nanoseconds: Int64

    public init(seconds: Int64, nanoseconds: Int64) {
      self.seconds = seconds
      self.nanoseconds = nanoseconds
    }

    /// The least time that a file changed now gets: the clock at its last tick.
    public static var now: Time { clock(CLOCK_REALTIME_COARSE) }

    /// The greatest time that a file changed so far has got: newer kernels look at the exact clock
    /// for files whose times were asked for.
    public static var exactNow: Time { clock(CLOCK_REALTIME) }

    private static func clock(_ clock: clockid_t) -> Time {
      var time = timespec()
      clock_gettime(clock, &time)
      return Time(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    public static func < (left: Time, right: Time) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
  }

  public let kind: Kind
  /// The twelve permission bits.
  public let permissions: mode_t
  /// Bytes.
  public let size: Int64
  public let device: UInt64
  public let inode: UInt64
  public let owner: uid_t
  public let group: gid_t
  public let modified: Time
  public let changed: Time

  public init(_ raw: stat) {
    switch raw.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .other
    }
    permissions = raw.st_mode & 0o7777
    size = Int64(raw.st_size)
    device = UInt64(raw.st_dev)
    inode = UInt64(raw.st_ino)
    owner = raw.st_uid
    group = raw.st_gid
    modified = Time(
      seconds: Int64(raw.st_mtim.tv_sec), nanoseconds: Int64(raw.st_mtim.tv_nsec))
    changed = Time(
      seconds: Int64(raw.st_ctim.tv_sec), nanoseconds: Int64(raw.st_ctim.tv_nsec))
  }

  /// The status of the file at `path`, following links.
  public static func of(_ path: String) throws(PosixError) -> FileStatus {
    var buffer = stat()
    try check("examine", path) { stat(path, &buffer) }
    return FileStatus(buffer)
  }
}
