import Glibc

/// A proxy before a registry that behaves as registries do on bad days.
public final class StandInProxy: Sendable {
  public enum Behaviour: Sendable {
    /// Answers the first so many requests for manifests with 429.
    case limit(times: Int)
    /// Answers the first so many requests for manifests with 500.
    case fail(times: Int)
    /// Answers the first so many requests for manifests with a page for people.
    case garbage(times: Int)
    /// Never answers a request for a manifest.
    case hang
    /// Breaks off half way in the first so many layers.
    case cut(times: Int)
    /// Closes the connection on the first so many requests for manifests.
    case close(times: Int)
    /// Lets each request for a manifest wait for so many seconds.
    case slow(Double)
    /// Lets nothing of a layer come but its beginning.
    case stall
  }

  /// `host:port`
  public let address: String
  private let job: Job
  private let listener: Int32

  /// - Parameter registry: the port of the registry at 127.0.0.1.
  public init(_ behaviour: Behaviour?, before registry: UInt16 = 5000) throws {
    let (listener, port) = try Loopback.listen()
    self.listener = listener
    address = "127.0.0.1:\(port)"
    job = Job(behaviour, registry)
    serve(listener) { [job] client in job.handle(client) }
  }

  /// The thread that waits for connections closes it.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// Behaves in another way, or as it should.
  public func behave(_ behaviour: Behaviour? = nil) { job.behave(behaviour) }

  /// The requests for manifests so far.
  public var requests: Int { job.counted.total }
  /// How many of these were at work at once, at most.
  public var most: Int { job.counted.most }

  /// An image of the laboratory's, pinned, by way of this proxy.
  public func image(_ name: String) throws -> String { try way(to: Lab.image(name)) }

  /// The same image by way of this proxy.
  ///
  /// - Parameter image: of the laboratory's registry.
  public func way(to image: String) -> String { address + image.dropFirst(Lab.registry.count) }

  private final class Job: @unchecked Sendable {
    private let registry: UInt16
    private let lock = Lock()
    private var behaviour: Behaviour?
    private var count = (total: 0, now: 0, most: 0)

    init(_ behaviour: Behaviour?, _ registry: UInt16) {
      (self.behaviour, self.registry) = (behaviour, registry)
    }

    var counted: (total: Int, most: Int) { lock.held { (count.total, count.most) } }

    func behave(_ new: Behaviour?) { lock.held { behaviour = new } }

    func handle(_ client: Int32) {
      // the Engine tries TLS first, which is nothing that ends like a request
      guard let request = head(client) else { return }
      let isManifest = request.contains("/manifests/")
      if isManifest { lock.held { enter() } }
      defer { if isManifest { lock.held { count.now -= 1 } } }
      switch lock.held({ reaction(isManifest, request.contains("/blobs/")) }) {
      case .limit: say(Job.limit, to: client)
      case .fail: say(Job.failure, to: client)
      case .garbage: say(Job.page, to: client)
      case .hang: wait(for: client)
      case .close: break
      case .cut: forward(request, client, limit: 2000)
      case .stall:
        forward(request, client, limit: 2000)
        wait(for: client)
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
      case .fail(let times) where isManifest && times > 0: behaviour = .fail(times: times - 1)
      case .garbage(let times) where isManifest && times > 0:
        behaviour = .garbage(times: times - 1)
      case .close(let times) where isManifest && times > 0: behaviour = .close(times: times - 1)
      case .cut(let times) where isLayer && times > 0: behaviour = .cut(times: times - 1)
      case .hang where isManifest, .slow where isManifest, .stall where isLayer: break
      default: return nil
      }
      return behaviour
    }

    private static let limit = answer(
      "429 Too Many Requests", "application/json",
      #"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#)
    private static let failure = answer("500 Internal Server Error", "text/plain", "oh no\n")
    private static let page = answer(
      "200 OK", "text/html", "<html><body>Please accept our terms</body></html>\n")

    private static func answer(_ status: String, _ type: String, _ body: String) -> String {
      "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n\(body)"
    }

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

    /// Says nothing until the other side is gone.
    private func wait(for client: Int32) {
      var byte: UInt8 = 0
      _ = read(client, &byte, 1)
    }

    /// Passes on the answer, or its first bytes only.
    private func forward(_ request: String, _ client: Int32, limit: Int = .max) {
      let server = Loopback.connect(registry)
      guard server >= 0 else { return }
      defer { close(server) }
      say(request.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"), to: server)
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      var left = limit
      while left > 0 {
        let count = read(server, &chunk, min(chunk.count, left))
        guard count > 0, sendAll(chunk[..<count], to: client) else { return }
        left -= count
      }
    }

    private func say(_ text: String, to descriptor: Int32) {
      _ = sendAll(Array(text.utf8)[...], to: descriptor)
    }
  }
}
