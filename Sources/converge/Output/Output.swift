internal import Cycle
internal import Model
internal import Posix

/// How a run tells what it does, chosen once.
enum Output: Sendable {
  /// Lines, or entries of the journal.
  case lines(LineOutput)
  /// Lines, and below them what is going on right now.
  case live(LineOutput, LiveDisplay)
  /// One JSON object a line.
  case stream(StreamOutput)
  /// One JSON document: a plan.
  case document(DocumentOutput)

  /// - Parameter plans: whether only a plan is made.
  init(_ presentation: Presentation, verbose: Bool, plans: Bool) {
    let lines = LineOutput(verbose: verbose, presentation.color)
    if presentation.json {
      self =
        plans
        ? .document(DocumentOutput(lines)) : .stream(StreamOutput(verbose: verbose))
    } else if Palette.steers(1) && Palette.steers(2) {
      self = .live(lines, LiveDisplay(terminal: 2, lines.palettes.errors))
    } else {
      self = .lines(lines)
    }
  }

  var reporter: Reporter {
    switch self {
    case .lines(let lines): lines.reporter(write: LineOutput.plain)
    case .live(let lines, let display):
      lines.reporter(progress: display.take, write: display.write)
    case .stream(let stream): stream.reporter
    case .document(let document): document.reporter
    }
  }

  /// Tells why the run ended early.
  func show(_ problem: Problem) {
    switch self {
    case .lines(let lines): lines.show(problem)
    case .live(let lines, let display):
      display.finish()
      lines.show(problem)
    case .stream(let stream): stream.show(problem)
    case .document(let document): document.show(problem)
    }
  }

  /// Ends what was begun.
  ///
  /// - Parameter exitCode: what the run ends with.
  func finish(_ exitCode: Int32) {
    switch self {
    case .lines: break
    case .live(_, let display): display.finish()
    case .stream(let stream): stream.finish(exitCode)
    case .document(let document): document.finish(exitCode)
    }
  }
}
