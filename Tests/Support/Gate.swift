import Glibc

/// A Unix socket in front of an Engine's, at which each request is asked what shall become of it.
public final class Gate: Sendable {
  /// What becomes of a request.
  public enum Fate: Sendable {
    case pass
    /// It gets through, also without whoever asked, once this has come back.
    case late(@Sendable () -> Void)
    /// It never gets through, and the connection is closed.
    case cut
    /// It gets through; its answer does not, and the connection is closed when that is done.
    case unanswered(@Sendable () -> Void)
  }

  public let socket: String
  private let listener: Int32
  private let book = GateBook()
  private let folder: Folder

  public init(to engine: Engine) throws {
    folder = try Folder("gate")
    socket = folder["docker.sock"]
    listener = try UnixSocket.listen(socket)
    let path = engine.socket
    serve(listener) { [book] client in GateKeeper(from: client, to: path, book).pass() }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// "GET /v1.41/containers/json?all=1" for each request since ``clear()``, in order.
  public var requests: [String] { book.requests }

  public func clear() { book.clear() }

  /// Decides from now on what becomes of each request, by its number since ``clear()``, from 1, and
  /// its text; nil lets all pass. It is asked one request at a time.
  public func decide(_ fate: (@Sendable (_ number: Int, _ request: String) -> Fate)?) {
    book.decide(fate)
  }
}

/// What was asked, and what is to become of what comes.
final class GateBook: @unchecked Sendable {
  private let lock = Lock()
  private var all: [String] = []
  private var fate: (@Sendable (Int, String) -> Gate.Fate)?

  var requests: [String] { lock.held { all } }

  func clear() { lock.held { all = [] } }

  func decide(_ new: (@Sendable (Int, String) -> Gate.Fate)?) { lock.held { fate = new } }

  /// A request begins a chunk of bytes: clients wait for the answer to the one before.
  func fate(of chunk: ArraySlice<UInt8>) -> Gate.Fate {
    guard let end = chunk.firstIndex(of: UInt8(ascii: "\r")) else { return .pass }
    let words = String(decoding: chunk[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return .pass }
    return lock.held {
      let request = "\(words[0]) \(words[1])"
      all.append(request)
      return fate?(all.count, request) ?? .pass
    }
  }
}
