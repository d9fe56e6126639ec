internal import Glibc
internal import Posix

/// One HTTP/1.0 request over a Unix socket: the Engine answers without chunks and closes.
struct Exchange {
  /// Bytes of an answer after which it counts as malformed.
  static let limit = 64 << 20

  let socket: String
  /// What is attempted, for errors.
  let action: String
  let deadline: Instant
  /// Readable when the program is to stop; -1 for none.
  let stop: Int32

  /// Sends a request and reads the whole answer.
  ///
  /// - Parameters:
  ///   - method: "GET", "POST" or "DELETE".
  ///   - target: path and query, already percent-encoded.
  /// - Throws: `EngineError`; a status is not one.
  func send(_ method: String, _ target: String) throws(EngineError) -> Answer {
    let connection = try connect()
    let body = method == "POST" ? "Content-Length: 0\r\n" : ""
    try write(
      Array("\(method) \(target) HTTP/1.0\r\nHost: docker\r\n\(body)\r\n".utf8), to: connection)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      try wait(connection, Int16(POLLIN))
      let count = chunk.withUnsafeMutableBytes { recv(connection.raw, $0.baseAddress, $0.count, 0) }
      if count == 0 { break }
      if count < 0 {
        if errno == EAGAIN || errno == EINTR { continue }
        throw error(.truncated, "the connection broke: \(words(errno))")
      }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > Exchange.limit { throw error(.malformed, "the answer is too large") }
    }
    return try Answer(bytes, action: action)
  }

  private func connect() throws(EngineError) -> Descriptor {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let raw = Glibc.socket(AF_UNIX, kind, 0)
    guard raw >= 0 else { throw error(.unreachable, words(errno)) }
    let connection = Descriptor(owning: raw)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(socket.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw error(.unreachable, "the path of the socket \(socket) is too long")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    while true {
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if result == 0 { return connection }
      let code = errno
      // A full queue of a Unix socket cannot be waited for: connect(2) says to try again.
      guard code == EAGAIN || code == EINTR else {
        throw error(.unreachable, "no Engine at \(socket): \(words(code))")
      }
      try pause()
    }
  }

  private func write(_ bytes: [UInt8], to connection: borrowing Descriptor) throws(EngineError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          connection.raw, $0.baseAddress! + offset, bytes.count - offset, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        offset += count
      } else if errno == EAGAIN {
        try wait(connection, Int16(POLLOUT))
      } else if errno != EINTR {
        throw error(.truncated, "the connection broke: \(words(errno))")
      }
    }
  }

  private func wait(_ connection: borrowing Descriptor, _ events: Int16) throws(EngineError) {
    try poll([pollfd(fd: connection.raw, events: events, revents: 0)], until: deadline)
    if Instant.now >= deadline { throw error(.timeout, "no whole answer in time") }
  }

  private func pause() throws(EngineError) {
    try poll([], until: min(deadline, Instant.now.adding(seconds: 0.05)))
    if Instant.now >= deadline { throw error(.timeout, "no connection in time") }
  }

  private func poll(_ watched: [pollfd], until limit: Instant) throws(EngineError) {
    var all = watched + [pollfd(fd: stop, events: Int16(POLLIN), revents: 0)]
    let left = max(0, min(limit.seconds(since: .now), 3600))
    let ready = Glibc.poll(&all, nfds_t(all.count), Int32((left * 1000).rounded(.up)))
    if ready > 0, all[all.count - 1].revents != 0 {
      throw error(.stopped, "asked to stop")
    }
  }

  private func error(_ code: EngineError.Code, _ reason: String) -> EngineError {
    EngineError(code, action, reason)
  }

  private func words(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
