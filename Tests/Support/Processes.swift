import Glibc

/// The processes of this machine, as far as this one sees them.
public enum Processes {
  /// Those that have a file open: of a state folder's lock, a cycle and all that it started.
  public static func holding(_ path: String) -> [pid_t] {
    var file = stat()
    guard stat(path, &file) == 0 else { return [] }
    return names(in: "/proc").compactMap { pid_t($0) }.filter { process in
      process != getpid()
        && names(in: "/proc/\(process)/fd").contains { number in
          var open = stat()
          return stat("/proc/\(process)/fd/\(number)", &open) == 0
            && open.st_dev == file.st_dev && open.st_ino == file.st_ino
        }
    }
  }

  /// Kills those that have a file open until there are none, for a minute at most.
  ///
  /// - Returns: how many there were at first.
  @discardableResult
  public static func killAll(holding path: String) throws -> Int {
    let first = holding(path)
    let end = Moment.now + 60
    var rest = first
    while !rest.isEmpty {
      for process in rest { kill(process, SIGKILL) }
      usleep(2_000)
      rest = holding(path)
      guard Moment.now < end else { throw FixtureError("no signal ends \(rest): \(path)") }
    }
    return first.count
  }
}
