import Glibc

/// What a thread of a gate does: takes connections, or passes on what comes over one.
final class GateKeeper: Sendable {
  private enum Copied { case more, end, broken }

  private let client: Int32
  private let path: String
  private let book: GateBook

  init(from client: Int32, to path: String, _ book: GateBook) {
    self.client = client
    self.path = path
    self.book = book
  }

  func serve() {
    while true {
      let connection = accept(client, nil, nil)
      if connection < 0 { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      GateKeeper(from: connection, to: path, book).start { $0.pass() }
    }
    close(client)
  }

  private func pass() {
    let engine = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    defer {
      close(client)
      close(engine)
    }
    guard withGateAddress(path, { connect(engine, $0, $1) }) == 0 else { return }
    var ends = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0),
      pollfd(fd: engine, events: Int16(POLLIN), revents: 0),
    ]
    // a side that said its last word may still listen
    while ends.contains(where: { $0.fd >= 0 }), poll(&ends, 2, -1) >= 0 {
      for (index, other) in [(0, engine), (1, client)] where ends[index].revents != 0 {
        switch copy(ends[index].fd, to: other, isRequest: index == 0) {
        case .more: break
        case .broken: return
        case .end:
          shutdown(other, Int32(SHUT_WR))
          ends[index].fd = -1
        }
      }
    }
  }

  private func copy(_ source: Int32, to target: Int32, isRequest: Bool) -> Copied {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(source, &bytes, bytes.count)
    guard count > 0 else { return .end }
    let chunk = bytes[..<count]
    switch isRequest ? book.fate(of: chunk) : .pass {
    case .pass: return send(chunk, to: target) ? .more : .end
    case .cut: return .broken
    case .unanswered(let action):
      if send(chunk, to: target) { _ = Glibc.read(target, &bytes, bytes.count) }
      action()
      return .broken
    }
  }

  private func send(_ bytes: ArraySlice<UInt8>, to target: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(target, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// Does it in a thread of its own.
  func start(_ body: @escaping @Sendable (GateKeeper) -> Void) {
    let work = Unmanaged.passRetained(Work { body(self) })
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    pthread_detach(thread)
  }

  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

func withGateAddress(
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
