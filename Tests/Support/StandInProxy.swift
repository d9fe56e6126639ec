import Glibc
import TestSupport
import Testing

/// A proxy before a registry that behaves as registries do on bad days.
final class StandInProxy: Sendable {
  enum Behaviour: Sendable {
    /// Answers the first so many requests for manifests with 429.
    case limit(times: Int)
    /// Never answers a request for a manifest.
    case hang
    /// Breaks off half way in the first so many layers.
    case cut(times: Int)
    /// Closes the connection on the first so many requests for manifests.
    case close(times: Int)
    /// Lets each request for a manifest wait for so many seconds.
    case slow(Double)
  }

  /// `host:port`
  let address: String
  private let job: Job
  private let listener: Int32

  /// - Parameter registry: the port of the registry at 127.0.0.1.
  init(_ behaviour: Behaviour, before registry: UInt16) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var end = loopback(0)
    let bound = withAddress(&end) { bind(listener, $0, $1) }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withAddress(&end) { address, _ in getsockname(listener, address, &size) }
    try #require(bound == 0 && named == 0 && listen(listener, 16) == 0)
    address = "127.0.0.1:\(UInt16(bigEndian: end.sin_port))"
    job = Job(behaviour, registry, listener)
    inThread { [job] in job.serve() }
  }

  /// The thread that waits for connections closes it.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The requests for manifests so far.
  var requests: Int { job.counted.total }
  /// How many of these were at work at once, at most.
  var most: Int { job.counted.most }

  /// An image of the laboratory's, pinned, by way of this proxy.
  func image(_ name: String) throws -> String {
    address + (try Lab.image(name)).dropFirst(Lab.registry.count)
  }

  private final class Job: @unchecked Sendable {
    private let registry: UInt16
    private let listener: Int32
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var behaviour: Behaviour
    private var count = (total: 0, now: 0, most: 0)

    init(_ behaviour: Behaviour, _ registry: UInt16, _ listener: Int32) {
      (self.behaviour, self.registry, self.listener) = (behaviour, registry, listener)
      pthread_mutex_init(lock, nil)
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
      pthread_mutex_lock(lock)
      defer { pthread_mutex_unlock(lock) }
      return body()
    }

    var counted: (total: Int, most: Int) { locked { (count.total, count.most) } }

    func serve() {
      defer { close(listener) }
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { return }
        inThread { [self] in
          handle(client)
          close(client)
        }
      }
    }

    private func handle(_ client: Int32) {
      // the Engine tries TLS first, which is nothing that ends like a request
      guard let request = head(client) else { return }
      let isManifest = request.contains("/manifests/")
      if isManifest { locked { enter() } }
      defer { if isManifest { locked { count.now -= 1 } } }
      switch locked({ reaction(isManifest, request.contains("/blobs/")) }) {
      case .limit:
        say(limit, to: client)
      case .hang:
        var byte: UInt8 = 0
        _ = read(client, &byte, 1)
      case .close: break
      case .cut: forward(request, client, limit: 2000)
      case .slow(let seconds):
        usleep(UInt32(seconds * 1e6))
        forward(request, client)
      case nil: forward(request, client)
      }
    }

    private func enter() {
      count.total += 1
      count.now += 1
      count.most = max(count.most, count.now)
    }

    private func reaction(_ isManifest: Bool, _ isLayer: Bool) -> Behaviour? {
      switch behaviour {
      case .limit(let times) where isManifest && times > 0: behaviour = .limit(times: times - 1)
      case .close(let times) where isManifest && times > 0: behaviour = .close(times: times - 1)
      case .cut(let times) where isLayer && times > 0: behaviour = .cut(times: times - 1)
      case .hang where isManifest: break
      case .slow where isManifest: break
      default: return nil
      }
      return behaviour
    }

    private let limit = """
      HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
      {"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}
      """

    /// The head of a request, which is all there is of one that only asks.
    private func head(_ client: Int32) -> String? {
      var bytes: [UInt8] = []
      var byte: UInt8 = 0
      while bytes.count < 1 << 16, read(client, &byte, 1) == 1 {
        bytes.append(byte)
        if bytes[0] == 0x16 { return nil }
        if bytes.suffix(4) == [13, 10, 13, 10] { return String(decoding: bytes, as: UTF8.self) }
      }
      return nil
    }

    /// Passes on the answer, or its first bytes only.
    private func forward(_ request: String, _ client: Int32, limit: Int = .max) {
      let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      defer { close(server) }
      var end = loopback(registry)
      guard withAddress(&end, { connect(server, $0, $1) }) == 0 else { return }
      say(request.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"), to: server)
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      var left = limit
      while left > 0 {
        let count = read(server, &chunk, min(chunk.count, left))
        guard count > 0, send(client, chunk, count, Int32(MSG_NOSIGNAL)) == count else { return }
        left -= count
      }
    }

    private func say(_ text: String, to descriptor: Int32) {
      let bytes = Array(text.utf8)
      _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return address
}

private func withAddress(
  _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

private final class Body {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func inThread(_ run: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let body = Unmanaged.passRetained(Body(run))
  pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
      return nil
    }, body.toOpaque())
  pthread_detach(thread)
}
