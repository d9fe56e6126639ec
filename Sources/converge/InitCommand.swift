internal import Cycle
internal import Model
internal import Posix
internal import Setup

/// `converge init`: makes this machine one of the repository's hosts.
struct InitCommand: Equatable {
  let options: SetupOptions
  let color: Presentation.Color

  func run() -> Int32 {
    let lines = LineOutput(verbose: false, color)
    let person = Person(
      reporter: lines.reporter(write: LineOutput.plain),
      answers: !options.yes && Terminal() != nil)
    do {
      return try Onboarding.run(options, person)
    } catch {
      if case .stopped(let signal) = error {
        lines.show(
          Problem(
            "stopped by signal \(signal)", hint: "what was made stays; run converge init again"))
      } else {
        error.problems.forEach(lines.show)
      }
      return error.exitCode
    }
  }
}
