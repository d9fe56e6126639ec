import Glibc
import TestSupport

/// A Unix socket that answers with what a real Engine would not say.
final class StandInEngine: Sendable {
  enum Behaviour: Sendable {
    /// Sends these bytes and closes.
    case answer(String)
    /// Sends these bytes and leaves the connection open.
    case hang(String)
    /// Sends a head and then bytes without end.
    case flood
    /// Closes without reading.
    case close
  }

  /// The requests that came, as far as they were read, in order.
  var requests: [String] { record.all }
  private let record = Record()

  let path: String
  private let listener: Int32
  private let thread: pthread_t

  /// - Parameter behaviours: one for each connection, the last of them for all that follow.
  init(_ behaviours: Behaviour...) throws {
    let path = "/tmp/converge-engine-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    let listener = try UnixSocket.listen(path)
    (self.path, self.listener) = (path, listener)
    let job = Unmanaged.passRetained(Job(listener, behaviours, record))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().serve()
        return nil
      }, job.toOpaque())
    self.thread = thread
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    pthread_join(thread, nil)
    close(listener)
    unlink(path)
  }

  private final class Record: @unchecked Sendable {
    private let lock = Lock()
    private var requests: [String] = []

    var all: [String] { lock.held { requests } }

    func add(_ request: ArraySlice<UInt8>) {
      lock.held { requests.append(String(decoding: request, as: UTF8.self)) }
    }
  }

  private final class Job {
    let listener: Int32
    let record: Record
    var behaviours: [Behaviour]

    init(_ listener: Int32, _ behaviours: [Behaviour], _ record: Record) {
      self.listener = listener
      self.behaviours = behaviours
      self.record = record
    }

    func serve() {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        defer { close(connection) }
        let behaviour = behaviours.count > 1 ? behaviours.removeFirst() : behaviours[0]
        if case .close = behaviour { continue }
        var request = [UInt8](repeating: 0, count: 4096)
        let count = read(connection, &request, request.count)
        record.add(request[..<max(0, count)])
        respond(behaviour, on: connection)
      }
    }

    private func respond(_ behaviour: Behaviour, on connection: Int32) {
      switch behaviour {
      case .answer(let text): send(text, on: connection)
      case .hang(let text):
        send(text, on: connection)
        // until the client gives up
        var byte: UInt8 = 0
        _ = read(connection, &byte, 1)
      case .flood:
        send("HTTP/1.0 200 OK\r\n\r\n", on: connection)
        let chunk = String(repeating: " ", count: 1 << 20)
        while send(chunk, on: connection) {}
      case .close: break
      }
    }

    @discardableResult
    private func send(_ text: String, on connection: Int32) -> Bool {
      let bytes = Array(text.utf8)
      var offset = 0
      while offset < bytes.count {
        let count = bytes.withUnsafeBytes {
          Glibc.send(
            connection, $0.baseAddress! + offset, bytes.count - offset, Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return false }
        offset += count
      }
      return true
    }
  }
}
