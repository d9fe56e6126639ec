import Glibc

/// What tests ask an Engine again and again, straight from its socket: a program of Docker's for each
/// question would take more of the processor than what is tested.
extension Engine {
  /// What it answers; nil where there is no such thing.
  func get(_ path: String) throws -> JSONValue? {
    let answer = try ask("GET", path)
    if answer.status == 404 { return nil }
    guard answer.status == 200 else {
      throw FixtureError("GET \(path): \(String(decoding: answer.body, as: UTF8.self))")
    }
    return try JSONValue(answer.body)
  }

  /// Removes something, if it can be removed.
  func delete(_ path: String) throws { _ = try ask("DELETE", path) }

  /// The networks somebody made, "id name" each.
  public func networkLines() throws -> [String] {
    // {"type": ["custom"]}
    let filter = "filters=%7B%22type%22%3A%5B%22custom%22%5D%7D"
    return try (get("/networks?\(filter)")?.list ?? []).map {
      "\($0["Id"].text) \($0["Name"].text)"
    }
  }

  /// The identities of all images.
  public func images() throws -> [String] {
    try (get("/images/json?all=1")?.list ?? []).map { $0["Id"].text }
  }

  private func ask(_ method: String, _ path: String) throws -> (status: Int, body: [UInt8]) {
    let connection = UnixSocket.connect(socket)
    defer { if connection >= 0 { close(connection) } }
    var patience = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    // with HTTP/1.0 the answer is whole where the connection ends (RFC 1945)
    let request = "\(method) \(path) HTTP/1.0\r\nHost: docker\r\n\r\n"
    guard connection >= 0, sendAll(Array(request.utf8)[...], to: connection) else {
      throw FixtureError("the Engine at \(socket) does not listen")
    }
    return try answer(from: connection, to: "\(method) \(path)")
  }

  private func answer(
    from connection: Int32, to request: String
  ) throws -> (status: Int, body: [UInt8]) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(connection, &chunk, chunk.count)
      if count == 0 { break }
      guard count > 0 else { throw FixtureError("the Engine at \(socket) is silent: \(request)") }
      bytes += chunk[..<count]
    }
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: "\r\n\r\n".utf8) }),
      let status = Int(String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self))
    else { throw FixtureError("the Engine at \(socket) breaks off: \(request)") }
    return (status, Array(bytes[(end + 4)...]))
  }
}
