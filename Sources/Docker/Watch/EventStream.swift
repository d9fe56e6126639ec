internal import Posix

/// What happens to the containers of a project, as it happens (`GET /events`). It never ends by
/// itself, unless the Engine does.
final class EventStream {
  /// Bytes after which a line is no longer what the Engine says.
  private static let limit = 1 << 20
  /// Seconds before now from which on it tells what happened, as far as the Engine remembers: how
  /// a container ended that runs again.
  private static let memory: Int64 = 900
  private static let events = ["start", "die", "destroy", "pause", "unpause", "health_status"]

  private let action: String
  private let connection: Connection
  /// When the Engine must have taken the request.
  private let deadline: Instant
  private var head: AnswerHead?
  private var rest: [UInt8] = []
  /// Why nothing comes any more.
  private(set) var failure: EngineError?

  /// - Parameter project: as it stands in the label of its containers.
  init(_ engine: Engine, project: String) {
    action = "follow what happens to \(project)"
    deadline = .now.adding(seconds: engine.seconds)
    let events = EventStream.events.map { "\"\($0)\"" }.joined(separator: ",")
    let label = "\(ContainerLabels.projectKey)=\(project)"
    let filters = #"{"type":["container"],"event":[\#(events)],"label":["\#(label)"]}"#
    let since = max(0, WallClock.now - EventStream.memory)
    connection = Connection(
      engine.socket, "GET", "/events?since=\(since)&filters=\(filters.percentEncoded)",
      action: action)
  }

  /// Whether the Engine has begun to tell.
  var isOpen: Bool { head != nil && failure == nil }

  var awaited: [Awaited] { connection.awaited }

  var wakeAt: Instant? {
    if isOpen { return nil }
    return connection.wakeAt.map { min($0, deadline) } ?? deadline
  }

  /// Goes on as far as it can without waiting.
  ///
  /// - Returns: what has come.
  func proceed() -> [ContainerEvent] {
    if failure != nil { return [] }
    connection.proceed()
    rest += connection.take()
    let events = takeLines()
    if failure == nil { failure = fault() }
    if failure != nil { connection.close() }
    return events
  }

  /// Asks for nothing any more.
  func close() { connection.close() }

  private func takeLines() -> [ContainerEvent] {
    do throws(EngineError) {
      if head == nil, let head = try AnswerHead(rest, action: action) {
        self.head = head
        rest.removeFirst(head.count)
      }
    } catch {
      failure = error
    }
    guard head?.status == 200, let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = rest[..<end].split(separator: UInt8(ascii: "\n"))
    rest.removeFirst(end + 1)
    return lines.compactMap(ContainerEvent.init)
  }

  /// Why it is over, where it is.
  private func fault() -> EngineError? {
    if let failure = connection.failure { return failure }
    if rest.count > EventStream.limit {
      return EngineError(.malformed, action, "the answer is too large")
    }
    if head == nil, Instant.now >= deadline {
      return EngineError(.timeout, action, "no answer in time")
    }
    guard connection.isOver else { return nil }
    if let head, head.status != 200 {
      let reason = Answer.reason(rest) ?? "the Engine answered with status \(head.status)"
      return EngineError(.status(head.status), action, reason)
    }
    return EngineError(.truncated, action, "the Engine broke off")
  }
}
