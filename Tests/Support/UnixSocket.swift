import Glibc

/// Sockets that have a path.
public enum UnixSocket {
  /// Listens at a path, in the place of whatever stands there.
  public static func listen(_ path: String) throws -> Int32 {
    unlink(path)
    let listener = make()
    guard with(path, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 64) == 0 else {
      close(listener)
      throw FixtureError("cannot listen at \(path): \(String(cString: strerror(errno)))")
    }
    return listener
  }

  /// Connects; -1 where nobody listens.
  static func connect(_ path: String) -> Int32 {
    let connection = make()
    if with(path, { Glibc.connect(connection, $0, $1) }) == 0 { return connection }
    close(connection)
    return -1
  }

  private static func make() -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
  }

  private static func with(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: Array(path.utf8.prefix(107)))
    }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
