internal import Cycle
internal import Model
internal import Posix

/// How the cycles go.
extension Doctor {
  /// Seconds after which the last cycle is an old one.
  static let patienceWithCycles: Int64 = 3600

  func cycles(_ settings: Settings?) -> [Check] {
    let folder = RunFolder(configuration: configuration, root: runFolder)
    do throws(Problem) {
      guard let status = try folder.read() else {
        let isOwn = configuration == Settings.defaultPath
        return [Doctor.noCycle(isOwn ? Systemd.schedule() : nil)]
      }
      return Doctor.cycles(
        settings.map { Cycle.withHolds(status, $0) } ?? status, now: now)
    } catch {
      return [
        Check(.cycles, .warning, "last cycle", error.bare.description, error.hint ?? "run converge")
      ]
    }
  }

  /// Before the first cycle has ended.
  static func noCycle(_ schedule: Schedule?) -> Check {
    if schedule?.work != nil {
      return Check(
        .cycles, .ok, "last cycle", "the first one since this machine was started is at work",
        "journalctl -u converge -f")
    }
    return Check(
      .cycles, .warning, "last cycle", "none since this machine was started",
      "converge plan, then: converge -v")
  }

  /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
  static func cycles(
    _ status: HostStatus, now: Int64, time: LocalTime = LocalTime()
  ) -> [Check] {
    [last(status, now: now, time)] + status.stacks.compactMap { stack($0, time) }
  }

  private static func last(_ status: HostStatus, now: Int64, _ time: LocalTime) -> Check {
    let words = "ended at \(time.words(status.finished)): \(status.result)"
    let subject = "last cycle"
    switch status.exitCode {
    case 0: break
    case 69: return Check(.cycles, .warning, subject, words, "see remotes and engine")
    // each stack is told of by itself
    case 3: return Check(.cycles, .warning, subject, words, "see below")
    case let code where code > 128:
      return Check(.cycles, .warning, subject, words, "the next cycle goes on")
    default: return Check(.cycles, .error, subject, words, "journalctl -u converge")
    }
    if now - status.finished > patienceWithCycles {
      return Check(
        .cycles, .warning, subject, "\(words); none since then", "systemctl status converge.timer")
    }
    return Check(.cycles, .ok, subject, words)
  }

  private static func stack(_ stack: StackStatus, _ time: LocalTime) -> Check? {
    if let hold = stack.hold {
      return Check(
        .cycles, .warning, stack.name, hold.words(), "converge resume \(stack.name), when done")
    }
    if let version = stack.heldBack {
      return Check(
        .cycles, .error, stack.name, "held back at \(version.words(time))",
        "commit a change of it, or: converge retry \(stack.name)")
    }
    guard stack.state == .failed else { return nil }
    return Check(
      .cycles, .error, stack.name, stack.problem ?? "failed",
      "converge status tells more; journalctl CONVERGE_STACK=\(stack.name)")
  }
}
