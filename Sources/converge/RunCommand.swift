internal import Cycle

/// `converge run`: one cycle, and `converge plan`: what one would do.
struct RunCommand {
  let options: Options
  let presentation: Presentation

  func run() -> Int32 {
    let output = Output(presentation, verbose: options.verbose, plans: options.dryRun)
    let service = options.dryRun ? nil : ServiceStatus()
    let log = HandLog(
      configuration: options.configuration, isQuiet: options.dryRun || service != nil)
    let exitCode = cycle(output, service, log)
    service?.finish(exitCode)
    output.finish(exitCode)
    return exitCode
  }

  private func cycle(_ output: Output, _ service: ServiceStatus?, _ log: HandLog) -> Int32 {
    var options = options
    options.isService = service != nil
    let reporter = log.watching(output.reporter)
    do {
      return try Cycle.run(options, reporter: service?.watching(reporter) ?? reporter)
    } catch {
      error.problems.forEach(output.show)
      error.problems.forEach(log.show)
      if let service { error.problems.forEach(service.show) }
      return error.exitCode
    }
  }
}
