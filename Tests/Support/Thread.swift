import Glibc

/// Runs something on a thread of its own, which takes no signals.
public func inThread(_ run: @escaping @Sendable () -> Void) {
  let body = Unmanaged.passRetained(Body(run))
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
      return nil
    }, body.toOpaque())
  pthread_detach(thread)
}

private final class Body {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Lets one thread at a time at something.
public final class Lock: @unchecked Sendable {
  private let raw = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  public init() { pthread_mutex_init(raw, nil) }

  deinit { raw.deallocate() }

  public func held<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_mutex_lock(raw)
    defer { pthread_mutex_unlock(raw) }
    return try body()
  }
}

/// What one thread does for another to go on.
public final class Signal: @unchecked Sendable {
  private let lock = Lock()
  private var wasGiven = false

  public init() {}

  public func give() { lock.held { wasGiven = true } }

  /// Waits until it is given, for half a minute at most.
  public func wait() { _ = eventually(within: 30) { lock.held { wasGiven } } }
}
