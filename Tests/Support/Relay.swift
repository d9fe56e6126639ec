import Glibc

/// A Unix socket in front of an Engine's, which passes everything on and writes down what is asked.
public final class Relay: Sendable {
  public let socket: String
  private let listener: Int32
  private let log = Log()
  private let folder: Folder

  public init(to engine: Engine) throws {
    folder = try Folder("relay")
    socket = folder["docker.sock"]
    listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    let bound = withAddress(socket) { bind(listener, $0, $1) }
    guard bound == 0, listen(listener, 64) == 0 else { throw FixtureError("cannot bind \(socket)") }
    start(Job(from: listener, to: engine.socket, log: log)) { $0.serve() }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// "GET /v1.41/containers/json?all=1" for each request since ``clear()``, in order.
  public var requests: [String] { log.lines }

  public func clear() { log.clear() }
}

private final class Log: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var all: [String] = []

  init() { pthread_mutex_init(lock, nil) }

  deinit { lock.deallocate() }

  var lines: [String] { locked { $0 } }

  func clear() { locked { $0.removeAll() } }

  /// A request begins a chunk of bytes: clients wait for the answer to the one before.
  func note(_ chunk: ArraySlice<UInt8>) {
    guard let end = chunk.firstIndex(of: UInt8(ascii: "\r")) else { return }
    let words = String(decoding: chunk[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return }
    locked { $0.append("\(words[0]) \(words[1])") }
  }

  private func locked<Result>(_ body: (inout [String]) -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body(&all)
  }
}

/// What a thread does: takes connections, or passes on those of one.
private final class Job {
  let from: Int32
  let to: String
  let log: Log

  init(from: Int32, to: String, log: Log) {
    self.from = from
    self.to = to
    self.log = log
  }

  func serve() {
    while true {
      let connection = accept(from, nil, nil)
      if connection < 0 { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      start(Job(from: connection, to: to, log: log)) { $0.pass() }
    }
    close(from)
  }

  func pass() {
    let engine = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    defer {
      close(from)
      close(engine)
    }
    guard withAddress(to, { connect(engine, $0, $1) }) == 0 else { return }
    var ends = [
      pollfd(fd: from, events: Int16(POLLIN), revents: 0),
      pollfd(fd: engine, events: Int16(POLLIN), revents: 0),
    ]
    // a side that said its last word may still listen
    while ends.contains(where: { $0.fd >= 0 }), poll(&ends, 2, -1) >= 0 {
      for (index, other) in [(0, engine), (1, from)] where ends[index].revents != 0 {
        if copy(ends[index].fd, to: other, isRequest: index == 0) { continue }
        shutdown(other, Int32(SHUT_WR))
        ends[index].fd = -1
      }
    }
  }

  private func copy(_ source: Int32, to target: Int32, isRequest: Bool) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(source, &bytes, bytes.count)
    guard count > 0 else { return false }
    var rest = bytes[..<count]
    if isRequest { log.note(rest) }
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        send(target, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }
}

private func start(_ job: Job, _ body: @escaping @Sendable (Job) -> Void) {
  let work = Unmanaged.passRetained(Work(job, body))
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      let work = Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue()
      work.body(work.job)
      return nil
    }, work.toOpaque())
  pthread_detach(thread)
}

private final class Work {
  let job: Job
  let body: @Sendable (Job) -> Void

  init(_ job: Job, _ body: @escaping @Sendable (Job) -> Void) {
    self.job = job
    self.body = body
  }
}

private func withAddress(
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
