internal import Cycle

/// What a command line asks for.
enum Invocation: Equatable {
  case run(Options)
  case decrypt(keys: [String], file: String)
  case encrypt(recipients: [String], file: String)
  case help
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
    if words.contains("--help") || words.contains("-h") { return .help }
    if words.contains("--version") { return .version }
    switch words.first {
    case "secrets":
      return try secrets(Array(words.dropFirst()))
    case "help": return .help
    default: return .run(try run(words))
    }
  }

  private static func run(_ words: [String]) throws(UsageError) -> Options {
    var arguments = Arguments(words)
    var options = Options()
    var isNamed = false
    while let word = arguments.next() {
      switch word {
      case "run" where !isNamed: isNamed = true
      case "--config": options.configuration = try arguments.value(of: word)
      case "--host": options.host = try arguments.value(of: word)
      case "--stack": options.stacks.append(try arguments.value(of: word))
      case "--dry-run": options.dryRun = true
      case "--teardown-foreign": options.teardownForeign = true
      case "--adopt": options.adopt = true
      case "-v", "--verbose": options.verbose = true
      default: throw unknown(word)
      }
    }
    if options.teardownForeign && !options.stacks.isEmpty {
      throw UsageError(message: "--teardown-foreign and --stack exclude each other")
    }
    return options
  }

  private static func secrets(_ words: [String]) throws(UsageError) -> Invocation {
    var arguments = Arguments(Array(words.dropFirst()))
    var (values, files): ([String], [String]) = ([], [])
    let option: String
    switch words.first {
    case "decrypt": option = "--age-key"
    case "encrypt": option = "--age"
    default: throw UsageError(message: "secrets takes decrypt or encrypt")
    }
    while let word = arguments.next() {
      if word == option {
        values.append(try arguments.value(of: word))
      } else if word.hasPrefix("-") && word != "-" {
        throw unknown(word)
      } else {
        files.append(word)
      }
    }
    guard files.count == 1 else { throw UsageError(message: "secrets \(words[0]) takes one FILE") }
    if option == "--age-key" { return .decrypt(keys: values, file: files[0]) }
    if values.isEmpty { throw UsageError(message: "secrets encrypt needs --age RECIPIENT") }
    return .encrypt(recipients: values, file: files[0])
  }

  private static func unknown(_ word: String) -> UsageError {
    UsageError(
      message: word.hasPrefix("-") ? "unknown option \(word)" : "unknown command \(word)")
  }

  private init(_ words: [String]) {
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

  private mutating func next() -> String? {
    guard index < rest.count else { return nil }
    index += 1
    return rest[index - 1]
  }

  private mutating func value(of option: String) throws(UsageError) -> String {
    guard let value = next(), !value.isEmpty, !value.hasPrefix("--") else {
      throw UsageError(message: "\(option) needs a value")
    }
    return value
  }
}
