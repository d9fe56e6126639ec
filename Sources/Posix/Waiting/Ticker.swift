internal import Glibc

/// Something done again and again beside what the program does.
public enum Ticker {
  private final class Body: Sendable {
    let seconds: Double
    let run: @Sendable () -> Bool

    init(_ seconds: Double, _ run: @escaping @Sendable () -> Bool) {
      self.seconds = seconds
      self.run = run
    }
  }

  /// Calls `body` on a thread of its own until it returns false; without it where no thread can be
  /// started. The thread takes no signals and does not keep the program from ending.
  ///
  /// - Parameter seconds: the pause between two calls.
  public static func start(every seconds: Double, _ body: @escaping @Sendable () -> Bool) {
    // signals stay with the thread that asks: the new one starts with all of them blocked
    var (all, old) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Body(seconds, body))
    let code = pthread_create(
      &thread, nil,
      { pointer in
        let body = Unmanaged<Body>.fromOpaque(pointer!).takeRetainedValue()
        repeat { Instant.pause(seconds: body.seconds) } while body.run()
        return nil
      }, start.toOpaque())
    if code == 0 { pthread_detach(thread) } else { start.release() }
  }
}
