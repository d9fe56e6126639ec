import Glibc

/// A file that processes have open.
public enum OpenFile {
  /// The processes that have it open.
  public static func holders(of path: String) -> Set<pid_t> {
    var file = stat()
    guard stat(path, &file) == 0 else { return [] }
    var result: Set<pid_t> = []
    for process in names(in: "/proc").compactMap({ pid_t($0) }) {
      for descriptor in names(in: "/proc/\(process)/fd") {
        var other = stat()
        guard stat("/proc/\(process)/fd/\(descriptor)", &other) == 0 else { continue }
        if other.st_ino == file.st_ino && other.st_dev == file.st_dev { result.insert(process) }
      }
    }
    return result
  }

  /// Kills the process groups of those that have it open, until nobody has.
  ///
  /// - Returns: whether there was any.
  @discardableResult
  public static func killHolders(of path: String) throws -> Bool {
    var found = false
    for _ in 0..<1000 {
      let groups = Set(holders(of: path).map { getpgid($0) }).filter { $0 > 1 && $0 != getpgrp() }
      if groups.isEmpty { return found }
      found = true
      for group in groups { kill(-group, SIGKILL) }
      usleep(1_000)
    }
    throw FixtureError("\(path) is still open: \(holders(of: path))")
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var result: [String] = []
    while let entry = readdir(stream) {
      result.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return result
  }
}
