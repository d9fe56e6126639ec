import Glibc
import TestSupport

/// A Unix socket that answers several requests at once, each as a script says.
final class StandInDaemon: Sendable {
  /// A piece of an answer.
  enum Part: Sendable {
    case say(String)
    /// Says nothing for so many seconds.
    case wait(Double)
    /// Says nothing until the other side is gone.
    case hang
    /// Takes no connections any more.
    case leave
  }

  let path: String
  private let job: Job

  /// - Parameter answers: by how the target begins; the first answer to the first such request, and
  ///   the last one to all that follow. Anything else is not found.
  init(_ answers: [String: [[Part]]]) throws {
    let path = "/tmp/converge-daemon-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    self.path = path
    let listener = try UnixSocket.listen(path)
    let job = Job(listener, path, answers)
    self.job = job
    inThread { job.serve() }
  }

  deinit { job.leave() }

  /// "GET /containers/1/json" for each request, in the order they came.
  var requests: [String] { job.requests }

  private final class Job: @unchecked Sendable {
    private let listener: Int32
    private let path: String
    private let lock = Lock()
    private var answers: [String: [[Part]]]
    private var lines: [String] = []
    private var isGone = false

    init(_ listener: Int32, _ path: String, _ answers: [String: [[Part]]]) {
      (self.listener, self.path, self.answers) = (listener, path, answers)
    }

    var requests: [String] { lock.held { lines } }

    /// Once: after that the number may be somebody else's.
    func leave() {
      lock.held {
        if !isGone { shutdown(listener, Int32(SHUT_RDWR)) }
        isGone = true
      }
      unlink(path)
    }

    func serve() {
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { break }
        inThread { [self] in
          var bytes = [UInt8](repeating: 0, count: 8192)
          let count = read(client, &bytes, bytes.count)
          for part in parts(String(decoding: bytes[..<max(0, count)], as: UTF8.self)) {
            act(part, client)
          }
          close(client)
        }
      }
      close(listener)
    }

    private func parts(_ request: String) -> [Part] {
      let words = request.prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
      guard words.count == 3 else { return [] }
      return lock.held {
        lines.append("\(words[0]) \(words[1])")
        guard let key = answers.keys.first(where: { words[1].hasPrefix($0) }),
          let all = answers[key], let first = all.first
        else { return [.say("HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"no such thing\"}")] }
        if all.count > 1 { answers[key] = Array(all.dropFirst()) }
        return first
      }
    }

    private func act(_ part: Part, _ client: Int32) {
      switch part {
      case .say(let text):
        let bytes = Array(text.utf8)
        _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      case .wait(let seconds): usleep(UInt32(seconds * 1e6))
      case .hang:
        var byte: UInt8 = 0
        _ = read(client, &byte, 1)
      case .leave: leave()
      }
    }
  }
}
