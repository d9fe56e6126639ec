internal import Glibc
internal import Model
internal import Posix

/// One cycle at a time on a host. Children inherit the lock, so that it outlives a killed cycle
/// whose `docker compose` still works; the next cycle ends such orphans first.
enum CycleLock {
  /// The name of a cycle's process, as the kernel keeps it.
  static let program = "converge"
  /// Seconds an orphan has between TERM and KILL.
  static let grace = 10.0

  /// Takes the lock, ending what a killed cycle left behind.
  ///
  /// - Parameters:
  ///   - path: the lock file.
  ///   - report: told of each orphan that is ended.
  /// - Throws: `.locked` while another cycle lives.
  static func take(
    _ path: String, report: (Event) -> Void
  ) throws(Failure) -> FileLock {
    if let lock = try attempt(path) { return lock }
    let holders = LockHolder.all(of: path)
    if let living = holders.first(where: { $0.program == program }) {
      throw .locked(
        Problem(
          "another cycle is running (process \(living.process))",
          hint: "wait for it, or stop it with: kill \(living.process)"))
    }
    for holder in holders {
      report(
        Event(
          .warning,
          "ending \(holder.program) (process \(holder.process)), left behind by a killed cycle"))
    }
    return try end(holders, of: path)
  }

  private static func attempt(_ path: String) throws(Failure) -> FileLock? {
    do {
      return try FileLock.take(path)
    } catch {
      throw .failed(Problem("\(error)", hint: "the state folder must be writable by root"))
    }
  }

  /// Ends the groups of the orphans and takes the lock as soon as it is free.
  private static func end(_ orphans: [LockHolder], of path: String) throws(Failure)
    -> FileLock
  {
    let own = getpgrp()
    let groups = Set(orphans.map(\.group)).filter { $0 > 1 && $0 != own }
    for signal in [SIGTERM, SIGKILL] {
      for group in groups { kill(-group, signal) }
      let limit = Instant.now.adding(seconds: grace)
      repeat {
        if let lock = try attempt(path) { return lock }
        usleep(50_000)
      } while Instant.now < limit
    }
    throw .locked(
      Problem(
        "\(path) is held by no cycle that can be found",
        hint: "look for its holder with: fuser -v \(path)"))
  }
}
