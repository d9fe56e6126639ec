internal import Glibc
internal import Posix

/// One HTTP/1.0 request over a Unix socket, which waits for nothing: the Engine answers without
/// chunks and closes.
final class Connection {
  /// Bytes taken in before others get their turn.
  private static let portion = 1 << 20
  /// Seconds until it tries again where the Engine's queue is full, which cannot be waited for:
  /// connect(2) says to try again.
  private static let retry = 0.05

  private enum State: Equatable {
    case connecting(Instant)
    case sending
    case receiving
    case over
  }

  private let socket: String
  private let action: String
  private var request: ArraySlice<UInt8>
  private var state = State.connecting(.now)
  private var raw: Int32 = -1
  /// What has come so far and was not taken.
  private(set) var received: [UInt8] = []
  /// Why it is over before its end.
  private(set) var failure: EngineError?

  /// - Parameters:
  ///   - socket: the absolute path of the Engine's socket.
  ///   - method: "GET", "POST" or "DELETE".
  ///   - target: path and query, already percent-encoded.
  ///   - headers: more lines of the head, without their ends.
  ///   - action: what is attempted, for errors.
  init(
    _ socket: String, _ method: String, _ target: String, headers: [String] = [], action: String
  ) {
    self.socket = socket
    self.action = action
    let own = ["\(method) \(target) HTTP/1.0", "Host: docker"]
    let length = method == "POST" ? ["Content-Length: 0"] : []
    let lines = own + headers + length + ["", ""]
    request = Array(lines.joined(separator: "\r\n").utf8)[...]
  }

  deinit { close() }

  /// Whether nothing comes any more.
  var isOver: Bool { state == .over }

  var isConnected: Bool { raw >= 0 }

  var awaited: [Awaited] {
    switch state {
    case .connecting, .over: []
    case .sending: [Awaited(raw, .output)]
    case .receiving: [Awaited(raw)]
    }
  }

  var wakeAt: Instant? {
    if case .connecting(let time) = state { return time }
    return nil
  }

  /// Goes on as far as it can without waiting.
  func proceed() {
    if case .connecting(let time) = state, Instant.now >= time { connect() }
    if state == .sending { send() }
    if state == .receiving { receive() }
  }

  /// Takes what has come.
  func take() -> [UInt8] {
    defer { received = [] }
    return received
  }

  /// Lets go of it: what the Engine does for it, it gives up.
  func close() {
    if raw >= 0 { Glibc.close(raw) }
    raw = -1
    state = .over
  }

  private func connect() {
    let path = Array(socket.utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
      return fail(.unreachable, "the path of the socket \(socket) is too long")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let new = Glibc.socket(AF_UNIX, kind, 0)
    guard new >= 0 else { return fail(.unreachable, words(errno)) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(new, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    let code = errno
    if result == 0 {
      (raw, state) = (new, .sending)
      return
    }
    Glibc.close(new)
    if code == EAGAIN || code == EINTR {
      state = .connecting(Instant.now.adding(seconds: Connection.retry))
    } else {
      fail(.unreachable, "no Engine at \(socket): \(words(code))")
    }
  }

  private func send() {
    while !request.isEmpty {
      let count = request.withUnsafeBytes {
        Glibc.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        request = request.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        return fail(.truncated, "the connection broke: \(words(errno))")
      }
    }
    state = .receiving
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    var taken = 0
    while taken < Connection.portion {
      let count = chunk.withUnsafeMutableBytes { recv(raw, $0.baseAddress, $0.count, 0) }
      if count == 0 { return close() }
      if count < 0, errno == EAGAIN { return }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return fail(.truncated, "the connection broke: \(words(errno))") }
      received.append(contentsOf: chunk[..<count])
      taken += count
    }
  }

  private func fail(_ code: EngineError.Code, _ reason: String) {
    close()
    failure = EngineError(code, action, reason)
  }

  private func words(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
