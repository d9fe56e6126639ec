internal import Cycle
internal import Model

/// `converge resume`: the next cycle takes a stack up again.
struct ResumeCommand: Equatable {
  let stack: String
  let configuration: String
  let color: Presentation.Color

  func run() -> Int32 {
    let lines = LineOutput(verbose: false, color)
    let log = HandLog(configuration: configuration)
    do {
      let (hold, isUnwanted) = try Cycle.resume(stack, configuration: configuration)
      let next =
        isUnwanted
        ? "it is not declared: nothing but `protect` keeps the next cycle from removing it"
        : "the next cycle takes it up again"
      let words = hold.map { "was \($0.words()); \(next)" } ?? "was not on hold"
      let reporter = log.watching(lines.reporter(write: LineOutput.plain))
      reporter.result(Event(.notice, words, stack: stack))
      return 0
    } catch {
      error.problems.forEach(lines.show)
      error.problems.forEach(log.show)
      return error.exitCode
    }
  }
}
