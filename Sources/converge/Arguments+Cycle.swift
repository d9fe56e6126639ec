internal import Cycle

/// `run`, `plan`, `status`, and what is asked of the cycles to come.
extension Arguments {
  private static let commands = ["run", "plan", "status", "hold", "resume", "retry"]

  static func cycle(_ words: [String]) throws(UsageError) -> Invocation {
    var arguments = Arguments(words)
    var asked = CycleWords()
    while let word = arguments.next() {
      switch word {
      case _ where asked.command == nil && commands.contains(word): asked.command = word
      case "--json": asked.presentation.json = true
      case "--color": asked.presentation.color = try arguments.color(word)
      case "--for": asked.seconds = try arguments.duration(word)
      case "--reason": asked.reason = try arguments.value(of: word)
      default:
        if asked.takesStack(word) {
          asked.stack = word
        } else {
          try arguments.read(word, into: &asked.options)
        }
      }
    }
    return try asked.invocation()
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

  mutating func color(_ option: String) throws(UsageError) -> Presentation.Color {
    guard let color = Presentation.Color(rawValue: try value(of: option)) else {
      throw UsageError(message: "\(option) takes auto, always or never")
    }
    return color
  }

  private mutating func duration(_ option: String) throws(UsageError) -> Int64 {
    guard let seconds = Cycle.seconds(try value(of: option)) else {
      throw UsageError(message: "\(option) takes a time such as 90s, 30m, 2h or 2d")
    }
    return seconds
  }
}
