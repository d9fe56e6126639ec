import Glibc

/// The way to a server on this machine, which may break half way.
public final class Wire: Sendable {
  /// How it breaks, by the bytes that still come from the server.
  public enum Fault: Sendable {
    case cut(after: Int)
    /// Nothing comes any more, and nothing is closed.
    case hang(after: Int)
  }

  /// Where it begins, at 127.0.0.1, and for booted hosts at git.lan.
  public let port: UInt16
  private let listener: Int32
  private let state = State()

  public init(to server: UInt16) throws {
    (listener, port) = try Loopback.listen(everywhere: Lab.isOpen)
    serve(listener) { [state] client in state.pass(client, to: server) }
  }

  deinit {
    state.fault = .cut(after: 0)
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// Breaks, or is whole again; counts anew.
  public func fail(_ fault: Fault?) { state.fault = fault }

  /// Bytes that came from the server since then.
  public var passed: Int { state.passed }

  private final class State: @unchecked Sendable {
    private let lock = Lock()
    private var count = 0
    private var current: Fault?

    var fault: Fault? {
      get { lock.held { current } }
      set { lock.held { (current, count) = (newValue, 0) } }
    }
    var passed: Int { lock.held { count } }

    func pass(_ client: Int32, to port: UInt16) {
      let server = Loopback.connect(port)
      guard server >= 0 else { return }
      defer { close(server) }
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      while poll(&ends, 2, 50) >= 0 {
        switch fault {
        case .cut(let bytes) where passed >= bytes: return
        case .hang(let bytes) where passed >= bytes:
          usleep(20_000)
          continue
        default: break
        }
        if ends[0].revents != 0, !copy(client, to: server) { return }
        if ends[1].revents != 0, !answer(server, to: client) { return }
      }
    }

    private func copy(_ source: Int32, to target: Int32) -> Bool {
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(source, &chunk, chunk.count)
      return count > 0 && sendAll(chunk[..<count], to: target)
    }

    /// Passes on what the server says, as far as it may.
    private func answer(_ server: Int32, to client: Int32) -> Bool {
      var chunk = [UInt8](repeating: 0, count: min(1 << 16, room))
      let count = read(server, &chunk, chunk.count)
      guard count > 0 else { return false }
      lock.held { self.count += count }
      return sendAll(chunk[..<count], to: client)
    }

    private var room: Int {
      lock.held {
        switch current {
        case .cut(let bytes), .hang(let bytes): max(1, bytes - count)
        case nil: .max
        }
      }
    }
  }
}
