internal import Posix

/// Whether the program was asked to stop: the signal is read once and remembered.
final class Interruption {
  private let signals: StopSignals
  private var received: Int32?

  init() throws(PosixError) { signals = try StopSignals() }

  /// A descriptor that is readable once a signal has arrived, and from then on.
  var raw: Int32 { signals.raw }

  /// The signal that has arrived, if any.
  func signal() -> Int32? {
    if received == nil { received = signals.next() }
    return received
  }

  /// The same failure, with the signal that it was where it came of a request to stop: what gives up
  /// in the middle does not know.
  func naming(_ failure: Failure) -> Failure {
    guard case .stopped = failure, let signal = signal() else { return failure }
    return .stopped(signal: signal)
  }

  /// - Throws: `.stopped` if a signal has arrived.
  func check() throws(Failure) {
    if let signal = signal() { throw .stopped(signal: signal) }
  }
}
