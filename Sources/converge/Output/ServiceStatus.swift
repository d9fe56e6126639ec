internal import Cycle
internal import Model
internal import Posix
internal import Synchronization

/// Tells systemd what the service is at, and at the end how it went: `systemctl status converge`
/// goes on to show that when the service has ended.
final class ServiceStatus: Sendable {
  /// Seconds between two messages that differ in nothing but a percentage.
  static let pause = 1.0

  private struct State {
    var board = ServiceBoard()
    var sent = (words: "", more: "", at: Instant.now)
    var result: String?
    var problems: [Problem] = []
    var next: Int64?
  }

  private let send: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// - Returns: nil where no service manager wants to know.
  convenience init?() {
    guard let socket = NotifySocket() else { return nil }
    self.init(socket)
  }

  init(_ socket: consuming NotifySocket) {
    let box = Box(socket)
    send = { box.socket.send(status: $0) }
  }

  /// - Parameter send: takes each line.
  init(send: @escaping @Sendable (String) -> Void) { self.send = send }

  private final class Box: Sendable {
    let socket: NotifySocket
    init(_ socket: consuming NotifySocket) { self.socket = socket }
  }

  /// The same reporter, overheard.
  func watching(_ reporter: Reporter) -> Reporter {
    reporter.overheard(result: { self.take($0) }, progress: { self.take($0) })
  }

  /// Why the cycle ended early.
  func show(_ problem: Problem) { state.withLock { $0.problems.append(problem) } }

  private func take(_ event: Event) {
    // the last line of a cycle is about no stack
    guard event.stage == .report, event.stack == nil else { return }
    state.withLock { $0.result = event.text }
  }

  private func take(_ progress: Progress) {
    state.withLock { state in
      if case .next(let time) = progress { state.next = time }
      state.board.take(progress)
      let (words, more) = state.board.line
      if words == state.sent.words {
        if more == state.sent.more { return }
        if Instant.now.seconds(since: state.sent.at) < ServiceStatus.pause { return }
      }
      state.sent = (words, more, .now)
      send((words + more).printable)
    }
  }

  /// Says how it went, and when the next cycle is to be expected.
  ///
  /// - Parameter exitCode: what the run ends with.
  func finish(_ exitCode: Int32, time: LocalTime = LocalTime()) {
    state.withLock { state in
      let problems = state.problems.map { "\($0)" }.joined(separator: "; ")
      let result = state.problems.isEmpty ? state.result : problems
      let words = result ?? "ended with \(exitCode)"
      let next = state.next.map { "; next run about \(time.words($0))" } ?? ""
      send(words.shortened(to: ServiceStatus.limit).printable + next)
    }
  }

  /// Characters of a result: what comes behind it shall be seen too.
  private static let limit = 600
}

extension String {
  fileprivate func shortened(to limit: Int) -> String {
    count > limit ? prefix(limit) + "..." : self
  }
}
