import Glibc

/// A Unix socket in front of an Engine's, which passes everything on and writes down what is asked;
/// or, from one request on, behaves as an Engine that fails.
public final class Relay: Sendable {
  /// How an Engine fails.
  public enum Fault: String, Sendable, CaseIterable {
    /// It answers nothing any more, and no events come.
    case hangs
    /// It does what is asked and is gone before it has said so, with every connection; at once it
    /// is there again.
    case cuts
    /// It is gone, with every connection, before it does what is asked.
    case refuses
  }

  public let socket: String
  private let traffic: Traffic
  private let engine: String
  private let patience: Double
  private let folder: Folder

  /// - Parameter patience: seconds that connections wait for an Engine that is not there, as they
  ///   do where systemd listens for it.
  public init(to engine: Engine, patience: Double = 0) throws {
    folder = try Folder("relay")
    socket = folder["docker.sock"]
    self.engine = engine.socket
    self.patience = patience
    traffic = Traffic()
    try listen()
  }

  deinit { traffic.leave() }

  /// "GET /v1.41/containers/json?all=1" for each request since ``clear()``, in order.
  public var requests: [String] { traffic.lines }

  public func clear() { traffic.clear() }

  /// Fails from a request on, counted from 1 from now on, until ``recover()``.
  public func fail(_ fault: Fault, at request: Int) { traffic.arm(fault, at: request) }

  /// Whether that request has come.
  public var hasFailed: Bool { traffic.hasFailed }

  /// Serves again; what hung is cut off.
  public func recover() throws {
    if traffic.recover() { try listen() }
  }

  private func listen() throws {
    let listener = try UnixSocket.listen(socket)
    traffic.listener = listener
    serve(listener) { [traffic, engine, patience] client in
      RelayedConnection(client, to: engine, patience, traffic)?.pass()
    }
  }
}

/// One connection that is passed on.
private final class RelayedConnection {
  private let client: Int32
  private let engine: Int32
  private let traffic: Traffic
  /// Whether all is cut as soon as the Engine says anything here.
  private var endsWithAnswer = false

  /// Nil where there is no Engine.
  init?(_ client: Int32, to path: String, _ patience: Double, _ traffic: Traffic) {
    self.client = client
    self.traffic = traffic
    traffic.enter(client)
    var connection: Int32 = -1
    _ = eventually(within: patience) {
      connection = UnixSocket.connect(path)
      return connection >= 0
    }
    engine = connection
    if engine < 0 { return nil }
  }

  deinit {
    traffic.leave(client)
    if engine >= 0 { close(engine) }
  }

  func pass() {
    var ends = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0),
      pollfd(fd: engine, events: Int16(POLLIN), revents: 0),
    ]
    // a side that said its last word may still listen
    while ends.contains(where: { $0.fd >= 0 }), poll(&ends, 2, -1) >= 0 {
      if traffic.hangs { return traffic.awaitRecovery() }
      for (index, other) in [(0, engine), (1, client)] where ends[index].revents != 0 {
        switch copy(ends[index].fd, to: other, isRequest: index == 0) {
        case .more: break
        case .end:
          shutdown(other, Int32(SHUT_WR))
          ends[index].fd = -1
        case .hang: return traffic.awaitRecovery()
        case .cut: return
        }
      }
    }
  }

  private enum Next { case more, end, hang, cut }

  private func copy(_ source: Int32, to target: Int32, isRequest: Bool) -> Next {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(source, &bytes, bytes.count)
    guard count > 0 else { return .end }
    if isRequest {
      switch traffic.note(bytes[..<count]) {
      case .hangs: return .hang
      case .refuses: return .cut
      case .cuts: endsWithAnswer = true
      case nil: break
      }
    } else if endsWithAnswer {
      traffic.cutAll()
      return .cut
    }
    return sendAll(bytes[..<count], to: target) ? .more : .end
  }
}

/// What has passed, and what is to become of what comes.
private final class Traffic: @unchecked Sendable {
  private let lock = Lock()
  private var all: [String] = []
  private var armed: (fault: Relay.Fault, left: Int)?
  private var failed = false
  private var isHanging = false
  private var isGone = false
  private var clients: Set<Int32> = []
  private var listening: Int32 = -1

  var listener: Int32 {
    get { lock.held { listening } }
    set { lock.held { listening = newValue } }
  }
  var lines: [String] { lock.held { all } }
  var hasFailed: Bool { lock.held { failed } }
  var hangs: Bool { lock.held { isHanging } }

  func clear() { lock.held { all.removeAll() } }

  func arm(_ fault: Relay.Fault, at request: Int) {
    lock.held { (armed, failed) = ((fault, request), false) }
  }

  /// - Returns: whether nobody listens any more.
  func recover() -> Bool {
    lock.held {
      let wasGone = isGone
      if isHanging { cutClients() }
      (armed, isHanging, isGone) = (nil, false, false)
      return wasGone
    }
  }

  func enter(_ client: Int32) { lock.held { _ = clients.insert(client) } }

  func leave(_ client: Int32) { lock.held { _ = clients.remove(client) } }

  /// Takes no connections any more. Where nobody listens, the number may be somebody else's.
  func leave() { lock.held { if !isGone { shutdown(listening, Int32(SHUT_RDWR)) } } }

  /// A request begins a chunk of bytes: clients wait for the answer to the one before.
  ///
  /// - Returns: how it fails.
  func note(_ chunk: ArraySlice<UInt8>) -> Relay.Fault? {
    lock.held {
      if isHanging { return .hangs }
      guard let request = Traffic.request(chunk) else { return nil }
      all.append(request)
      armed?.left -= 1
      guard let fault = armed?.fault, armed?.left == 0 else { return nil }
      failed = true
      isHanging = fault == .hangs
      if fault == .refuses {
        isGone = true
        shutdown(listening, Int32(SHUT_RDWR))
        cutClients()
      }
      return fault
    }
  }

  func cutAll() { lock.held { cutClients() } }

  func awaitRecovery() {
    while hangs { usleep(20_000) }
  }

  private func cutClients() {
    for client in clients { shutdown(client, Int32(SHUT_RDWR)) }
  }

  private static func request(_ chunk: ArraySlice<UInt8>) -> String? {
    guard let end = chunk.firstIndex(of: UInt8(ascii: "\r")) else { return nil }
    let words = String(decoding: chunk[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
    return "\(words[0]) \(words[1])"
  }
}
