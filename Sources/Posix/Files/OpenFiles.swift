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
    let name = Array(path[(path.lastIndex(of: "/") ?? path.startIndex)...].utf8)
    return processes.filter { holds($0, file, named: name) }.sorted()
  }

  private static func holds(_ process: Int32, _ file: stat, named name: [UInt8]) -> Bool {
    let place = "/proc/\(process)/fd"
    guard let folder = try? Folder.open(place), let names = try? folder.names() else {
      return false
    }
    return names.contains { number in
      // the name first: asking about a file on a dead network share would hang
      guard let target = try? folder.target(ofLink: number),
        target.suffix(name.count).elementsEqual(name)
      else { return false }
      var open = stat()
      return fstatat(folder.raw, number, &open, 0) == 0 && open.st_ino == file.st_ino
        && open.st_dev == file.st_dev
    }
  }
}
