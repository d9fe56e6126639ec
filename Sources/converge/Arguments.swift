internal import Cycle

/// What a command line asks for.
enum Invocation: Equatable {
  /// One cycle, or with `dryRun` only its plan.
  case run(Options, Presentation)
  /// - Parameter configuration: the path of the host's configuration, which need not exist.
  case status(configuration: String, Presentation)
  case hold(HoldCommand)
  case resume(ResumeCommand)
  case retry(RetryCommand)
  case secrets(SecretsCommand)
  case setup(InitCommand)
  case check(CheckCommand)
  case log(LogCommand)
  case help
  /// Of `secrets`.
  case secretsHelp
  /// Of `init`.
  case setupHelp
  case version
}

/// A command line that means nothing.
struct UsageError: Error, Equatable {
  let message: String
}

/// Reads a command line: options may stand anywhere, with their value behind them or after "=".
struct Arguments {
  private var rest: [String]
  private var index = 0

  /// - Parameter words: the arguments without the program's name.
  static func parse(_ words: [String]) throws(UsageError) -> Invocation {
    if words.contains("--help") || words.contains("-h") {
      return help(words.first)
    }
    if words.contains("--version") { return .version }
    switch words.first {
    case "secrets":
      return try secrets(Array(words.dropFirst()))
    case "init": return try setup(words)
    case "help": return help(words.dropFirst().first)
    default: return try cycle(words)
    }
  }

  private static func help(_ command: String?) -> Invocation {
    switch command {
    case "secrets": .secretsHelp
    case "init": .setupHelp
    default: .help
    }
  }

  static func unknown(_ word: String) -> UsageError {
    if ["secrets", "init"].contains(word) {
      return UsageError(message: "\(word) stands before all options")
    }
    return UsageError(
      message: word.hasPrefix("-") ? "unknown option \(word)" : "unknown command \(word)")
  }

  init(_ words: [String]) {
    rest = []
    for word in words {
      guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else {
        rest.append(word)
        continue
      }
      rest.append(String(word[..<equals]))
      rest.append(String(word[word.index(after: equals)...]))
    }
  }

  mutating func next() -> String? {
    guard index < rest.count else { return nil }
    index += 1
    return rest[index - 1]
  }

  mutating func value(of option: String) throws(UsageError) -> String {
    guard let value = next(), !value.isEmpty, !value.hasPrefix("--") else {
      throw UsageError(message: "\(option) needs a value")
    }
    return value
  }
}
