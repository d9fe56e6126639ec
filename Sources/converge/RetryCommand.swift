internal import Cycle
internal import Model

/// `converge retry`: one cycle, limited to a stack, which tries what is committed of it although
/// that failed before.
struct RetryCommand: Equatable {
  let stack: String
  let options: Options
  let presentation: Presentation

  func run() -> Int32 {
    let output = Output(presentation, verbose: options.verbose, plans: false)
    let exitCode = cycle(output)
    output.finish(exitCode)
    return exitCode
  }

  private func cycle(_ output: Output) -> Int32 {
    let log = HandLog(configuration: options.configuration)
    let reporter = log.watching(output.reporter)
    var isNoted = false
    do {
      let isOpen = try Cycle.retry(stack, configuration: options.configuration)
      isNoted = true
      if !isOpen {
        let words =
          "nothing of it is held back or waits to be tried again; an ordinary cycle begins"
        reporter.note(Event(.notice, words, stack: stack))
      }
      var options = options
      options.stacks = [stack]
      return try Cycle.run(options, reporter: reporter)
    } catch {
      error.problems.forEach(output.show)
      error.problems.forEach(log.show)
      if isNoted, error.exitCode != 64 {
        reporter.note(Event(.notice, "the next cycle tries it again", stack: stack))
      }
      return error.exitCode
    }
  }
}
