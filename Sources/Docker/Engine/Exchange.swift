internal import Posix

/// A request to the Engine and its whole answer.
final class Exchange: Activity {
  /// Bytes of an answer after which it counts as malformed.
  static let limit = 64 << 20

  private let connection: Connection
  private let action: String
  private let deadline: Instant
  private let cut: Int?
  private var failure: EngineError?

  /// - Parameters:
  ///   - connection: not yet begun.
  ///   - action: what is attempted, for errors.
  ///   - deadline: when the answer must be whole.
  ///   - cut: bytes of an answer that are enough; nil where it has to be whole.
  init(_ connection: Connection, action: String, deadline: Instant, cutAt cut: Int? = nil) {
    self.connection = connection
    self.cut = cut
    self.action = action
    self.deadline = deadline
  }

  /// The answer, to be asked for once it has ended; a bad status is not an error.
  func answer() throws(EngineError) -> Answer {
    if let failure = failure ?? connection.failure { throw failure }
    return try Answer(connection.received, action: action)
  }

  var awaited: [Awaited] { connection.awaited }

  var wakeAt: Instant? {
    if connection.isOver { return .now }
    return connection.wakeAt.map { min($0, deadline) } ?? deadline
  }

  func proceed() -> Bool {
    connection.proceed()
    if let cut, connection.received.count > cut {
      connection.close()
    } else if connection.received.count > Exchange.limit {
      end(.malformed, "the answer is too large")
    } else if !connection.isOver, Instant.now >= deadline {
      let missing = connection.isConnected ? "no whole answer in time" : "no connection in time"
      end(.timeout, missing)
    }
    return connection.isOver
  }

  func stop(signal: Int32) {
    if !connection.isOver { end(.stopped, "asked to stop") }
  }

  private func end(_ code: EngineError.Code, _ reason: String) {
    connection.close()
    failure = EngineError(code, action, reason)
  }
}
