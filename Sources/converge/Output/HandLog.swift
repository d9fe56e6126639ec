internal import Cycle
internal import Model
internal import Posix
internal import Synchronization

/// Tells the journal too what a person does by hand, as something of the service: who asks it later why
/// a container is another one finds all there.
final class HandLog: Sendable {
  /// What is to be told before the next event, and to whom: to nobody where the journal gets all that is
  /// said anyway, or nothing of this run, and once it did not take something.
  private let state: Mutex<(opening: Event?, journal: Journal?)>

  /// - Parameters:
  ///   - configuration: that of this run; the journal is told of the service's alone.
  ///   - isQuiet: whether this run is none that a person asks the journal about.
  convenience init(configuration: String, isQuiet: Bool = false) {
    let isTold =
      !isQuiet && configuration == Settings.defaultPath && !Streams.isJournal(1)
      && !Streams.isJournal(2)
    self.init(
      isTold ? Journal(unit: "converge.service") : nil, CommandLine.arguments.dropFirst(),
      by: Host.environment("SUDO_USER"))
  }

  /// - Parameters:
  ///   - arguments: what the person wrote behind the program's name.
  ///   - person: who it is, where that is known.
  init(_ journal: Journal?, _ arguments: some Sequence<String>, by person: String?) {
    let line = (["converge"] + arguments.map(\.shellWord)).joined(separator: " ")
    let name = person.map { ", by \($0)" } ?? ""
    state = Mutex((Event(.info, "by hand: \(line)\(name)"), journal))
  }

  /// The same reporter, overheard.
  func watching(_ reporter: Reporter) -> Reporter {
    reporter.overheard(result: take, note: take)
  }

  /// Why the run ended early.
  func show(_ problem: Problem) { take(Event(.error, "\(problem)")) }

  /// A journal that takes nothing is nobody's loss here: the terminal has it.
  private func take(_ event: Event) {
    if event.severity == .debug { return }
    state.withLock { state in
      for event in [state.opening, event] {
        guard let event, let journal = state.journal else { continue }
        if !journal.send(event) { state.journal = nil }
      }
      state.opening = nil
    }
  }
}
