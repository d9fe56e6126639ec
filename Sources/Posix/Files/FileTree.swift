internal import CLinux
internal import Glibc

/// A folder with all that is in it.
public enum FileTree {
  /// Whether it is kept in memory only.
  public static func isInMemory(_ path: String) -> Bool { converge_in_memory(path) == 1 }

  /// Removes it as far as that is allowed; links are removed, not followed.
  public static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in (try? Folder.open(path).names()) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
