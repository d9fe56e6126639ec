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
  var look: (_ configuration: String, HostStatus?) throws(Problem) -> HostStatus = Cycle.look

  /// - Returns: 0 where there was something to tell.
  func run() -> Int32 {
    let lines = LineOutput(verbose: false, presentation.color)
    do {
      try Streams.deliver(render(try status()))
      return 0
    } catch {
      lines.show(error)
      return 1
    }
  }

  private func status() throws(Problem) -> HostStatus {
    let folder = RunFolder(configuration: configuration, root: root)
    let kept = try folder.read()
    if Host.isRoot, kept != nil {
      do {
        return try look(configuration, kept)
      } catch {
        let reason = "cannot look at what runs now: \(error.message)"
        LineOutput(verbose: false, presentation.color).show(
          Problem(reason, at: error.place, hint: "below is what the last cycle left"))
      }
    }
    if let kept { return kept }
    throw Problem(
      "no cycle with \(configuration) has left its status in \(folder.path)",
      hint: "the first cycle after a start of this machine leaves one: run converge")
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
