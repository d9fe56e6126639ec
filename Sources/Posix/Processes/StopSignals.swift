internal import CLinux
internal import Glibc

/// The signals that ask the program to end (SIGINT, SIGTERM, SIGHUP), as a descriptor to wait on
/// instead of a handler that interrupts.
public struct StopSignals: ~Copyable, Sendable {
  let descriptor: Descriptor

  /// Blocks the signals for this process; children start with none blocked.
  public init() throws(PosixError) {
    descriptor = Descriptor(
      owning: try check("watch for signals") { converge_stop_signals() })
  }

  /// Readable once a signal has arrived, and from then on.
  public var raw: Int32 { descriptor.raw }

  /// The signal that has arrived, or nil.
  public func next() -> Int32? {
    let signal = converge_next_signal(raw)
    if signal == 0 { return nil }
    // whatever waits for the descriptor after this one is to know it too
    kill(getpid(), signal)
    return signal
  }
}
