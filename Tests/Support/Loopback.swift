import Glibc

/// TCP on 127.0.0.1.
enum Loopback {
  /// Listens on a free port.
  ///
  /// - Parameter everywhere: at this machine's other addresses too.
  static func listen(everywhere: Bool = false) throws -> (listener: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var end = address(0)
    if everywhere { end.sin_addr.s_addr = INADDR_ANY }
    let bound = with(&end) { bind(listener, $0, $1) }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = with(&end) { address, _ in getsockname(listener, address, &size) }
    guard bound == 0, named == 0, Glibc.listen(listener, 64) == 0 else {
      throw FixtureError("cannot listen: \(String(cString: strerror(errno)))")
    }
    return (listener, UInt16(bigEndian: end.sin_port))
  }

  /// Connects; -1 where nobody listens.
  static func connect(_ port: UInt16) -> Int32 {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var end = address(port)
    if with(&end, { Glibc.connect(connection, $0, $1) }) == 0 { return connection }
    close(connection)
    return -1
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private static func with(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// Sends all of it; false where nobody takes it any more.
func sendAll(_ bytes: ArraySlice<UInt8>, to target: Int32) -> Bool {
  var rest = bytes
  while !rest.isEmpty {
    let sent = rest.withUnsafeBytes {
      send(target, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard sent > 0 else { return false }
    rest = rest.dropFirst(sent)
  }
  return true
}

/// Takes connections, each on a thread of its own, until somebody shuts the listener down.
///
/// - Parameter handle: when it returns the connection is closed.
func serve(_ listener: Int32, _ handle: @escaping @Sendable (Int32) -> Void) {
  inThread {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 { break }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      inThread {
        handle(client)
        // a program that was started in between may have it too
        shutdown(client, Int32(SHUT_RDWR))
        close(client)
      }
    }
    close(listener)
  }
}
