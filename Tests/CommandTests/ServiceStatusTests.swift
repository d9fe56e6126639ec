import Cycle
import Glibc
import Model
import Posix
import Synchronization
import TestSupport
import Testing

@testable import converge

/// What was sent.
private final class Sent: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock { $0 } }
  func take(_ text: String) { texts.withLock { $0.append(text) } }
}

@Suite("The status of the service")
struct ServiceStatusTests {
  private let sent = Sent()

  /// Runs what a cycle says by a service's status; what it sent.
  private func said(_ body: (Reporter) -> Void, exitCode: Int32 = 0) -> [String] {
    let service = ServiceStatus(send: sent.take)
    body(service.watching(Reporter(result: { _ in }, note: { _ in })))
    service.finish(exitCode, time: LocalTime(now: 1_795_326_000, offset: 0))
    return sent.all
  }

  private func ended(_ reporter: Reporter) {
    reporter.result(Event(.info, "media at 3f2c1d0: 1 stack, nothing changed", stage: .report))
  }

  @Test("is said twice by a cycle without changes: at its start and at its end") func quiet() {
    let said = said { reporter in
      reporter.progress(.stage(.pull))
      ended(reporter)
    }
    #expect(said == ["pull: asking the remotes", "media at 3f2c1d0: 1 stack, nothing changed"])
  }

  @Test("names the part of the cycle, the stack, and what is going on") func parts() {
    let said = said { reporter in
      reporter.progress(.stage(.images))
      reporter.progress(.pulling(image: "lan/web:2@sha256:00aa", done: 45, total: 100))
      reporter.progress(.pulled(image: "lan/web:2@sha256:00aa"))
      reporter.progress(.stage(.apply))
      reporter.progress(.doing(stack: "web", "starting"))
      reporter.progress(.doing(stack: "db", "starting"))
      reporter.progress(.watching(stack: "web", containers: ["web-app-1", "web-job-1"]))
      ended(reporter)
    }
    #expect(
      said.dropLast() == [
        "images: getting images", "images: pulling lan/web:2 45 %", "images: getting images",
        "apply: bringing up what changed", "apply: web: starting",
        "apply: db: starting, and 1 more",
        "verify: web: waiting for web-app-1, web-job-1, and 1 more",
      ])
  }

  @Test("is not sent for each byte of an image") func percentages() {
    let said = said { reporter in
      for done in Int64(0)...1000 {
        reporter.progress(.pulling(image: "web", done: done, total: 1000))
      }
      ended(reporter)
    }
    #expect((2...4).contains(said.count), "\(said)")
  }

  @Test("tells at the end when the next run is expected, if that is known") func next() {
    let said = said { reporter in
      reporter.progress(.next(1_795_326_420))
      reporter.result(
        Event(.error, "held back; commit a change", stack: "web", stage: .report))
      ended(reporter)
    }
    #expect(said.last == "media at 3f2c1d0: 1 stack, nothing changed; next run about 05:47")
  }

  @Test("tells why the cycle ended early") func early() {
    let service = ServiceStatus(send: sent.take)
    service.show(Problem("another cycle\nis at work", hint: "wait"))
    service.finish(75)
    #expect(sent.all == ["another cycle?is at work; wait"])
  }
}

@Suite("What systemd is told")
struct NotifySocketTests {
  /// Takes datagrams as systemd does.
  private final class Listener {
    private let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

    init(_ path: String) throws {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var bytes = Array(path.utf8)
      if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let length = MemoryLayout<sa_family_t>.size + bytes.count
      let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(socket, $0, socklen_t(length))
        }
      }
      guard bound == 0 else { throw PosixError(call: "bind", path: path) }
    }

    deinit { close(socket) }

    func next() -> String {
      var bytes = [UInt8](repeating: 0, count: 9000)
      let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }

  private let folder: TestSupport.Folder

  init() throws { folder = try Folder("notify") }

  @Test("arrives by way of a path and of an abstract name") func arrives() throws {
    for path in [folder["socket"], "@converge-notify-\(getpid())"] {
      let listener = try Listener(path)
      let socket = try #require(Owned(path))
      socket.socket.send(status: "apply: web: starting")
      #expect(listener.next() == "STATUS=apply: web: starting")
    }
  }

  @Test("is no longer than systemd reads, and never ends within a character") func long() throws {
    let listener = try Listener(folder["socket"])
    let socket = try #require(Owned(folder["socket"]))
    socket.socket.send(status: String(repeating: "€", count: 4000))
    let text = listener.next()
    #expect(text.utf8.count <= 4095 && text.utf8.count > 4090)
    #expect(text.dropFirst(7).allSatisfy { $0 == "€" })
  }

  @Test("is lost where nobody listens") func alone() throws {
    let socket = try #require(Owned(folder["nobody"]))
    socket.socket.send(status: "x")
    #expect(Owned("relative") == nil)
  }
}

/// What `#require` can hold.
private final class Owned {
  let socket: NotifySocket

  init?(_ path: String) {
    guard let socket = NotifySocket(path: path) else { return nil }
    self.socket = socket
  }
}
