internal import Cycle

/// `converge run`: one cycle, and `converge plan`: what one would do.
struct RunCommand {
  let options: Options
  let presentation: Presentation

  func run() -> Int32 {
    let output = Output(presentation, verbose: options.verbose, plans: options.dryRun)
    let exitCode = cycle(output)
    output.finish(exitCode)
    return exitCode
  }

  private func cycle(_ output: Output) -> Int32 {
    do {
      return try Cycle.run(options, reporter: output.reporter)
    } catch {
      error.problems.forEach(output.show)
      return error.exitCode
    }
  }
}
