internal import Cycle
internal import Model

/// `converge hold`: a person works on a stack by hand, and cycles leave it alone.
struct HoldCommand: Equatable {
  let stack: String
  /// How long; nil until somebody says resume.
  let seconds: Int64?
  let reason: String?
  let configuration: String
  let color: Presentation.Color

  func run() -> Int32 {
    let lines = LineOutput(verbose: false, color)
    let log = HandLog(configuration: configuration)
    let reporter = log.watching(lines.reporter(write: LineOutput.plain))
    do {
      let held = try Cycle.hold(
        stack, seconds: seconds, reason: reason, configuration: configuration)
      for warning in held.warnings {
        reporter.note(Event(.warning, warning.description, stack: stack))
      }
      if let previous = held.previous {
        reporter.note(Event(.info, "was \(previous.words()) already", stack: stack))
      }
      reporter.result(Event(.notice, words(held.hold), stack: stack))
      return 0
    } catch {
      error.problems.forEach(lines.show)
      error.problems.forEach(log.show)
      return error.exitCode
    }
  }

  private func words(_ hold: Hold) -> String {
    let end = hold.until == nil ? "ends that" : "ends that earlier"
    return "\(hold.words()): no cycle changes its folder, its containers or what you edited; "
      + "converge resume \(stack) \(end)"
  }
}
