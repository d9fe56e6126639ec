internal import Glibc

/// How much room a file system has left.
public enum DiskSpace {
  /// Bytes below which nothing useful can be written any more.
  private static let least: UInt64 = 1 << 20

  /// Whether the file system that holds `path` has no room left, for bytes or for files; false where
  /// that cannot be told.
  public static func isFull(_ path: String) -> Bool {
    var status = statvfs()
    guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return false }
    let hasFiles = status.f_files == 0 || status.f_favail > 0
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < least || !hasFiles
  }
}
