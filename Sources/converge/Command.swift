internal import Cycle
internal import Model

/// Takes a command line to its exit code.
enum Command {
  static func run(_ words: [String]) -> Int32 {
    do {
      switch try Arguments.parse(words) {
      case .help: Streams.write(Array((Help.text + "\n").utf8), to: 1)
      case .secretsHelp: Streams.write(Array((Help.secrets + "\n").utf8), to: 1)
      case .setupHelp: Streams.write(Array((Help.setup + "\n").utf8), to: 1)
      case .version: Streams.write(Array((Help.version + "\n").utf8), to: 1)
      case .run(let options, let presentation):
        return RunCommand(options: options, presentation: presentation).run()
      case .status(let configuration, let presentation):
        return StatusCommand(configuration: configuration, presentation: presentation).run()
      case .hold(let command): return command.run()
      case .resume(let command): return command.run()
      case .retry(let command): return command.run()
      case .secrets(let command): return command.run()
      case .setup(let command): return command.run()
      case .check(let command): return command.run()
      case .log(let command): return command.run()
      }
      return 0
    } catch {
      LineOutput(verbose: false).show(
        Problem(
          error.message, hint: "see converge \(Command.prefix(words.first))--help"))
      return 64
    }
  }

  /// Of the help that tells about a command.
  private static func prefix(_ command: String?) -> String {
    ["secrets", "init"].contains(command) ? "\(command ?? "") " : ""
  }
}
