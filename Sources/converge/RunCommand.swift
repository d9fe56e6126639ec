internal import Cycle

/// `converge run`: one cycle.
struct RunCommand {
  let options: Options

  func run() -> Int32 {
    let output = Output(verbose: options.verbose)
    do {
      return try Cycle.run(options, reporter: output.reporter)
    } catch {
      error.problems.forEach(output.show)
      return error.exitCode
    }
  }
}
