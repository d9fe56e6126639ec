internal import Glibc
internal import Model
internal import Posix

/// One cycle at a time on a host. Children inherit the lock, so that it outlives a killed cycle
/// whose `docker compose` still works; the next cycle ends such orphans first.
struct CycleLock {
  /// Seconds an orphan has between TERM and KILL.
  static let grace = 10.0

  /// The lock file.
  let path: String
  /// Told of each orphan that is ended.
  let report: (Event) -> Void

  /// Takes the lock, ending what a killed cycle left behind.
  ///
  /// - Throws: `.locked` while another cycle lives.
  func take() throws(Failure) -> FileLock {
    if let lock = try attempt() { return lock }
    let holders = LockHolder.all(of: path)
    if let living = holders.first(where: \.isCycle) { throw CycleLock.held(by: living) }
    for holder in holders {
      report(
        Event(
          .warning,
          "ending \(holder.program) (process \(holder.process)), left behind by a killed cycle"))
    }
    return try end(holders)
  }

  private static func held(by living: LockHolder) -> Failure {
    .locked(
      Problem(
        "another cycle is at work: process \(living.process), "
          + "since \(LocalTime().words(living.started))",
        hint: living.isService
          ? "follow it with: journalctl -u converge -f; stop it with: systemctl stop converge"
          : "wait for it, or stop it with: kill \(living.process)"))
  }

  private func attempt() throws(Failure) -> FileLock? {
    do {
      return try FileLock.take(path)
    } catch {
      throw .failed(Problem("\(error)", hint: "the state folder must be writable"))
    }
  }

  /// Ends the groups of the orphans and takes the lock as soon as it is free.
  private func end(_ orphans: [LockHolder]) throws(Failure) -> FileLock {
    let own = getpgrp()
    let groups = Set(orphans.map(\.group)).filter { $0 > 1 && $0 != own }
    for signal in [SIGTERM, SIGKILL] {
      for group in groups { kill(-group, signal) }
      let limit = Instant.now.adding(seconds: CycleLock.grace)
      repeat {
        if let lock = try attempt() { return lock }
        usleep(50_000)
      } while Instant.now < limit
    }
    throw .locked(
      Problem(
        "\(path) is held by no cycle that can be found",
        hint: "look for its holder with: fuser -v \(path)"))
  }
}
