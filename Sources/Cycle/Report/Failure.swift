internal import Glibc
public import Model

/// Why a cycle ended early, and the exit code that says so.
public enum Failure: Error, Equatable, Sendable {
  case usage(Problem)
  case declarationInvalid([Problem])
  case noEngine(Problem)
  case noRemote(Problem)
  /// The head is not signed as this host wants it, or no server is one that it trusts, and nothing
  /// was deployed before.
  case refused(Problem)
  case locked(Problem)
  case settingsInvalid([Problem])
  case failed(Problem)
  /// The repository in the checkout cannot be read.
  case damaged(Problem)
  /// A signal asked the program to stop.
  case stopped(signal: Int32)

  /// The exit code, as `--help` documents it.
  public var exitCode: Int32 {
    switch self {
    case .failed, .damaged: 1
    case .usage: 64
    case .declarationInvalid: 65
    case .noEngine, .noRemote: 69
    case .locked: 75
    case .refused: 77
    case .settingsInvalid: 78
    case .stopped(let signal): 128 + signal
    }
  }

  /// What to tell the person, in order.
  public var problems: [Problem] {
    switch self {
    case .usage(let problem), .noEngine(let problem), .noRemote(let problem),
      .refused(let problem), .locked(let problem), .failed(let problem), .damaged(let problem):
      [problem]
    case .settingsInvalid(let problems), .declarationInvalid(let problems): problems
    case .stopped(let signal):
      [Problem("stopped by \(Failure.name(of: signal))", hint: "the next cycle goes on")]
    }
  }

  private static func name(of signal: Int32) -> String {
    switch signal {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    case SIGHUP: "SIGHUP"
    default: "signal \(signal)"
    }
  }
}
