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

/// A Unix socket's address.
func withUnixAddress(
  _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix(107))) }
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}
