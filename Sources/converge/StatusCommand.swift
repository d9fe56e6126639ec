internal import Cycle
internal import Doctor
internal import Model
internal import Posix

/// `converge status`: what the last cycle left, which anybody may read; for root with what the
/// Engine shows now.
struct StatusCommand {
  let configuration: String
  let presentation: Presentation
  /// Where cycles leave their status.
  var root = "/run/converge"
  /// What starts cycles, if systemd says so.
  var schedule: () -> Schedule? = Systemd.schedule
  /// Whether the units are about this configuration; nil: if it is the default one.
  var isAboutUnits: Bool?
  /// Looks at what runs now.
  var look: (_ configuration: String, HostStatus?) throws(Failure) -> HostStatus = Cycle.look

  /// - Returns: 0 where there was something to tell; 78 where every cycle refuses the configuration.
  func run() -> Int32 {
    do {
      let (text, exitCode) = try answer()
      try Streams.deliver(text)
      return exitCode
    } catch {
      show(error)
      return 1
    }
  }

  private func show(_ problem: Problem) {
    LineOutput(verbose: false, presentation.color).show(problem)
  }

  /// - Returns: what to print, and 0, or 78 where every cycle refuses the configuration.
  /// - Throws: why there is nothing.
  func answer() throws(Problem) -> (text: [UInt8], exitCode: Int32) {
    let folder = RunFolder(configuration: configuration, root: root)
    guard let kept = try folder.read() else {
      if Settings.isMissing(configuration) { throw notSetUp }
      let schedule = ownSchedule
      guard let work = schedule?.work else { throw nothing(in: folder, schedule) }
      let problem = StatusCommand.begun(work)
      if presentation.json { throw problem }
      return (lines([problem.message] + (problem.hint.map { [$0] } ?? [])), 0)
    }
    let (status, exitCode) = seen(kept)
    return (render(status), exitCode)
  }

  private func render(_ status: HostStatus) -> [UInt8] {
    if presentation.json { return JSON.document(status) ?? [] }
    let text = StatusText(
      status, now: WallClock.now, ownSchedule, width: TerminalSize.of(1)?.columns,
      Palette(presentation.color, stream: 1))
    return lines(text.lines)
  }

  private func lines(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  /// What the last cycle left, with what runs now, where that may be seen.
  private func seen(_ kept: HostStatus) -> (HostStatus, exitCode: Int32) {
    guard Host.isRoot else { return (kept, 0) }
    do throws(Failure) {
      return (try look(configuration, kept), 0)
    } catch {
      return (kept, tell(error))
    }
  }

  /// Says why only what the last cycle left is shown.
  private func tell(_ failure: Failure) -> Int32 {
    let last = "below is what the last cycle left"
    if case .settingsInvalid(let problems) = failure {
      problems.forEach(show)
      show(Problem("every cycle ends with 78 until that is put right", hint: last))
      return failure.exitCode
    }
    for problem in failure.problems {
      let reason = "cannot look at what runs now: \(problem.message)"
      show(Problem(reason, at: problem.place, hint: last))
    }
    return 0
  }

  /// What systemd says, which is asked each time.
  private var ownSchedule: Schedule? {
    isAboutUnits ?? (configuration == Settings.defaultPath) ? schedule() : nil
  }

  private var notSetUp: Problem {
    Problem(
      "this host is not set up: there is no \(configuration)",
      hint: "converge init REMOTE sets it up")
  }

  /// - Parameter work: what the first cycle is at.
  private static func begun(_ work: String) -> Problem {
    let words = work.isEmpty ? "" : ": \(work)"
    return Problem(
      "the first cycle since this machine was started is at work\(words)",
      hint: "follow it with: journalctl -u converge -f")
  }

  /// Why there is nothing to tell, and what comes next.
  private func nothing(in folder: RunFolder, _ schedule: Schedule?) -> Problem {
    Problem(
      "no cycle with \(configuration) has left its status in \(folder.path) since this machine was "
        + "started", hint: StatusCommand.nextStep(schedule))
  }

  private static func nextStep(_ schedule: Schedule?) -> String {
    switch schedule?.timer {
    case .off?: "\(Schedule.enable) starts cycles; converge plan says what one would do"
    case .on?:
      (schedule?.next.map { "the next one starts at \(LocalTime().words($0)); " } ?? "")
        + "systemctl start converge runs one now"
    case .missing?, nil: "converge runs one"
    }
  }
}

extension Schedule {
  /// What makes cycles start by themselves.
  static let enable = "systemctl enable --now converge.timer"
}
