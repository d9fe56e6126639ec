internal import Cycle

/// `secrets check` and `secrets log`.
extension Arguments {
  static func check(_ arguments: inout Arguments) throws(UsageError) -> CheckCommand {
    var command = CheckCommand()
    while let word = arguments.next() {
      switch word {
      case "--history": command.check.history = true
      case "--since": command.check.since = try arguments.value(of: word)
      case "--json": command.json = true
      case "--age-key": command.keys.append(try arguments.value(of: word))
      case "--staged": try choose(.staged, &command)
      case "--commit": try choose(.commit(try arguments.value(of: word)), &command)
      case "--lost-host": try lose(.host(try arguments.value(of: word)), &command)
      case "--recipient": try lose(.recipient(try arguments.value(of: word)), &command)
      case _ where word.hasPrefix("-"): throw unknown(word)
      default:
        if command.check.folder != nil {
          throw UsageError(message: "secrets check takes one PATH")
        }
        command.check.folder = word
      }
    }
    if command.lost != nil && command.check.history {
      throw UsageError(message: "--lost-host looks at history anyway: leave --history out")
    }
    if command.check.since != nil && !command.check.history {
      throw UsageError(message: "--since is for --history")
    }
    return command
  }

  private static func choose(
    _ source: SecretsCheck.Source, _ command: inout CheckCommand
  ) throws(UsageError) {
    if command.check.source != .workTree {
      throw UsageError(message: "--staged and --commit exclude each other, and stand once")
    }
    command.check.source = source
  }

  private static func lose(
    _ lost: SecretsCheck.Lost, _ command: inout CheckCommand
  ) throws(UsageError) {
    if command.lost != nil {
      throw UsageError(message: "--lost-host and --recipient exclude each other, and stand once")
    }
    command.lost = lost
  }

  static func log(_ arguments: inout Arguments) throws(UsageError) -> LogCommand {
    var command = LogCommand()
    while let word = arguments.next() {
      switch word {
      case "--json": command.json = true
      case _ where word.hasPrefix("-"): throw unknown(word)
      default:
        if command.log.file != nil { throw UsageError(message: "secrets log takes one FILE") }
        command.log.file = word
      }
    }
    return command
  }
}
