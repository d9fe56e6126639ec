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
  /// When the next run is, if systemd says so.
  var nextRun: () -> Int64? = Systemd.nextRun
  /// Looks at what runs now.
  var look: (_ configuration: String, HostStatus?) throws(Failure) -> HostStatus = Cycle.look

  /// - Returns: 0 where there was something to tell; 78 where every cycle refuses the configuration.
  func run() -> Int32 {
    do {
      let (status, exitCode) = try status()
      try Streams.deliver(render(status))
      return exitCode
    } catch {
      show(error)
      return 1
    }
  }

  private func show(_ problem: Problem) {
    LineOutput(verbose: false, presentation.color).show(problem)
  }

  private func status() throws(Problem) -> (HostStatus, exitCode: Int32) {
    let folder = RunFolder(configuration: configuration, root: root)
    guard let kept = try folder.read() else {
      throw Problem(
        "no cycle with \(configuration) has left its status in \(folder.path)",
        hint: "the first cycle after a start of this machine leaves one: run converge")
    }
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

  private func render(_ status: HostStatus) -> [UInt8] {
    if presentation.json { return JSON.document(status) ?? [] }
    let next = configuration == Settings.defaultPath ? nextRun() : nil
    let text = StatusText(
      status, now: WallClock.now, next: next, width: TerminalSize.of(1)?.columns,
      Palette(presentation.color, stream: 1))
    return Array(text.lines.map { $0 + "\n" }.joined().utf8)
  }
}
