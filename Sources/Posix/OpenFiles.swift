internal import Glibc

/// Who has a file open, as far as `/proc` shows it to this process: root sees everybody.
public enum OpenFiles {
  /// The processes that have the file at `path` open, this one included, in order of their numbers.
  ///
  /// - Returns: none where there is no such file.
  public static func holders(of path: String) -> [Int32] {
    var file = stat()
    guard lstat(path, &file) == 0, let proc = try? Folder.open("/proc") else { return [] }
    let processes = ((try? proc.names()) ?? []).compactMap { Int32($0) }
    return processes.filter { holds($0, file) }.sorted()
  }

  private static func holds(_ process: Int32, _ file: stat) -> Bool {
    let place = "/proc/\(process)/fd"
    guard let folder = try? Folder.open(place), let names = try? folder.names() else {
      return false
    }
    return names.contains { name in
      var open = stat()
      return fstatat(folder.raw, name, &open, 0) == 0 && open.st_ino == file.st_ino
        && open.st_dev == file.st_dev
    }
  }
}
