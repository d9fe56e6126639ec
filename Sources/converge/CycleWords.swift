internal import Cycle

/// The words of a command line that is about cycles, before it is known whether they go together.
struct CycleWords {
  var command: String?
  var options = Options()
  var presentation = Presentation()
  var stack: String?
  var seconds: Int64?
  var reason: String?

  /// Whether a word is the stack that the command is about.
  func takesStack(_ word: String) -> Bool {
    ["hold", "resume", "retry"].contains(command) && stack == nil && !word.hasPrefix("-")
  }

  func invocation() throws(UsageError) -> Invocation {
    let command = command ?? "run"
    if command != "hold", seconds != nil || reason != nil {
      throw UsageError(message: "\(seconds != nil ? "--for" : "--reason") belongs to hold")
    }
    switch command {
    case "hold": return try hold()
    case "resume": return try resume()
    case "retry": return try retry()
    case "status":
      try refuse(but: "--config, --json and --color") { $0.configuration = options.configuration }
      return .status(configuration: options.configuration, presentation)
    case "doctor":
      try refuse(but: "--config, --json and --color") { $0.configuration = options.configuration }
      return .doctor(
        DoctorCommand(configuration: options.configuration, presentation: presentation))
    default: return try run(isPlan: command == "plan")
    }
  }

  private func run(isPlan: Bool) throws(UsageError) -> Invocation {
    var options = options
    if isPlan { options.dryRun = true }
    if options.teardownForeign && !options.stacks.isEmpty {
      throw UsageError(message: "--teardown-foreign and --stack exclude each other")
    }
    return .run(options, presentation)
  }

  private func hold() throws(UsageError) -> Invocation {
    let stack = try named()
    try refusePrograms(but: "--for, --reason, --config and --color")
    return .hold(
      HoldCommand(
        stack: stack, seconds: seconds, reason: reason, configuration: options.configuration,
        color: presentation.color))
  }

  private func resume() throws(UsageError) -> Invocation {
    let stack = try named()
    try refusePrograms(but: "--config and --color")
    return .resume(
      ResumeCommand(
        stack: stack, configuration: options.configuration, color: presentation.color))
  }

  private func retry() throws(UsageError) -> Invocation {
    let stack = try named()
    try refuse(but: "--config, --host, --json, --color and -v") {
      $0.configuration = options.configuration
      $0.host = options.host
      $0.verbose = options.verbose
    }
    return .retry(RetryCommand(stack: stack, options: options, presentation: presentation))
  }

  private func named() throws(UsageError) -> String {
    if let stack { return stack }
    throw UsageError(message: "\(command ?? "") takes one STACK")
  }

  private func refusePrograms(but words: String) throws(UsageError) {
    if presentation.json { throw UsageError(message: "\(command ?? "") takes \(words) alone") }
    try refuse(but: words) { $0.configuration = options.configuration }
  }

  /// Refuses options of a run that mean nothing here.
  private func refuse(but words: String, _ take: (inout Options) -> Void) throws(UsageError) {
    var plain = Options()
    take(&plain)
    if options != plain {
      throw UsageError(message: "\(command ?? "") takes \(words) alone")
    }
  }
}
