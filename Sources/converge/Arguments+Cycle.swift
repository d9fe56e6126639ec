internal import Cycle

/// `run`, `plan` and `status`, and what they take.
extension Arguments {
  static func cycle(_ words: [String]) throws(UsageError) -> Invocation {
    var arguments = Arguments(words)
    var options = Options()
    var presentation = Presentation()
    var command: String?
    while let word = arguments.next() {
      switch word {
      case "run", "plan", "status":
        if command != nil { throw unknown(word) }
        command = word
      case "--json": presentation.json = true
      case "--color": presentation.color = try arguments.color(word)
      default: try arguments.read(word, into: &options)
      }
    }
    if command == "status" { return try status(options, presentation) }
    if command == "plan" { options.dryRun = true }
    if options.teardownForeign && !options.stacks.isEmpty {
      throw UsageError(message: "--teardown-foreign and --stack exclude each other")
    }
    return .run(options, presentation)
  }

  private static func status(
    _ options: Options, _ presentation: Presentation
  ) throws(UsageError) -> Invocation {
    var plain = Options()
    plain.configuration = options.configuration
    guard options == plain else {
      throw UsageError(message: "status takes --config, --json and --color alone")
    }
    return .status(configuration: options.configuration, presentation)
  }

  private mutating func read(_ word: String, into options: inout Options) throws(UsageError) {
    switch word {
    case "--config": options.configuration = try value(of: word)
    case "--host": options.host = try value(of: word)
    case "--stack": options.stacks.append(try value(of: word))
    case "--dry-run": options.dryRun = true
    case "--full": options.full = true
    case "--teardown-foreign": options.teardownForeign = true
    case "--adopt": options.adopt = true
    case "-v", "--verbose": options.verbose = true
    default: throw Arguments.unknown(word)
    }
  }

  private mutating func color(_ option: String) throws(UsageError) -> Presentation.Color {
    guard let color = Presentation.Color(rawValue: try value(of: option)) else {
      throw UsageError(message: "\(option) takes auto, always or never")
    }
    return color
  }
}
