internal import Glibc

/// How much room a file system has left.
public enum DiskSpace {
  /// Bytes below which nothing useful can be written any more.
  private static let least: UInt64 = 1 << 20

  /// Whether the file system that holds `path` has no room left, for bytes or for files; false where
  /// that cannot be told.
  public static func isFull(_ path: String) -> Bool {
    guard let status = status(path) else { return false }
    let hasFiles = status.f_files == 0 || status.f_favail > 0
    return room(status) < least || !hasFiles
  }

  /// The bytes that can be written to the file system that holds `path`; nil where that cannot be
  /// told.
  public static func left(_ path: String) -> UInt64? { status(path).map(room) }

  /// The bytes that may be written to the file system that holds `path` so that others find room
  /// there too: all but a tenth of what is left or 64 MiB, whichever is more, and of little the half;
  /// nil where that cannot be told.
  public static func spare(_ path: String) -> UInt64? {
    left(path).map(spare(of:))
  }

  static func spare(of left: UInt64) -> UInt64 { left - min(max(left / 10, 64 << 20), left / 2) }

  /// The bytes of the file system that holds `path`, used or not; nil where that cannot be told.
  public static func size(_ path: String) -> UInt64? {
    status(path).map { bytes(UInt64($0.f_blocks), of: UInt64($0.f_frsize)) }
  }

  private static func status(_ path: String) -> statvfs? {
    var status = statvfs()
    return statvfs(path, &status) == 0 && status.f_blocks > 0 ? status : nil
  }

  private static func room(_ status: statvfs) -> UInt64 {
    bytes(UInt64(status.f_bavail), of: UInt64(status.f_frsize))
  }

  /// Some network file systems have no end.
  private static func bytes(_ blocks: UInt64, of size: UInt64) -> UInt64 {
    let (bytes, isTooLarge) = blocks.multipliedReportingOverflow(by: size)
    return isTooLarge ? .max : bytes
  }
}
