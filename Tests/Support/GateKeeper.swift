import Glibc

/// Passes on what comes over one connection to a gate.
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

  func pass() {
    let engine = UnixSocket.connect(path)
    guard engine >= 0 else { return }
    defer { close(engine) }
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
    case .pass: return sendAll(chunk, to: target) ? .more : .end
    case .late(let wait):
      wait()
      return sendAll(chunk, to: target) ? .more : .end
    case .cut: return .broken
    case .unanswered(let action):
      if sendAll(chunk, to: target) { _ = Glibc.read(target, &bytes, bytes.count) }
      action()
      return .broken
    }
  }
}
