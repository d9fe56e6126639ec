internal import Cycle
internal import Model
internal import Synchronization

/// `run --json`: one JSON object a line on standard output, the summary last.
final class StreamOutput: Sendable {
  private let verbose: Bool
  private let write: @Sendable ([UInt8]) -> Void
  private let status = Mutex<HostStatus?>(nil)

  /// - Parameter write: takes whole lines.
  init(
    verbose: Bool, write: @escaping @Sendable ([UInt8]) -> Void = { Streams.write($0, to: 1) }
  ) {
    self.verbose = verbose
    self.write = write
  }

  var reporter: Reporter {
    Reporter(
      result: { self.put($0, "outcome") }, note: { self.put($0, "note") },
      status: { status in self.status.withLock { $0 = status } })
  }

  func show(_ problem: Problem) {
    write(JSON.line(ProblemRecord(problem)) ?? [])
  }

  func finish(_ exitCode: Int32) {
    let status = status.withLock { $0 }
    write(JSON.line(SummaryRecord(status, exitCode: exitCode)) ?? [])
  }

  private func put(_ event: Event, _ type: String) {
    if event.severity == .debug && !verbose { return }
    write(JSON.line(EventRecord(event, type)) ?? [])
  }
}

/// An event: an "outcome", or a "note" on the way there.
private struct EventRecord: Encodable {
  let type: String
  let severity: String
  let stage: String?
  let stack: String?
  let service: String?
  let commit: String?
  let cause: String?
  let text: String

  init(_ event: Event, _ type: String) {
    self.type = type
    severity = event.severity.word
    stage = event.stage?.rawValue
    (stack, service, commit) = (event.stack, event.service, event.commit)
    (cause, text) = (event.cause, event.text)
  }
}

/// Why a run ended early.
struct ProblemRecord: Encodable {
  let type = "error"
  let severity = "error"
  let text: String
  let hint: String?
  let file: String?
  let line: Int?

  init(_ problem: Problem) {
    (text, hint) = (problem.message, problem.hint)
    (file, line) = (problem.place?.file, problem.place?.line)
  }
}

/// What a run came to.
private struct SummaryRecord: Encodable {
  let type = "summary"
  let exitCode: Int32
  let unchanged: Int
  let changed: Int
  let failed: Int
  let heldBack: Int
  let onHold: Int
  let removed: Int
  /// What the run left for `converge status`; none where it ended too early.
  let status: HostStatus?

  init(_ status: HostStatus?, exitCode: Int32) {
    func count(_ state: StackStatus.State) -> Int {
      status?.stacks.count { $0.state == state } ?? 0
    }
    self.exitCode = exitCode
    (unchanged, changed, failed) = (count(.unchanged), count(.changed), count(.failed))
    (heldBack, onHold) = (count(.heldBack), count(.onHold))
    removed = status?.removed.count ?? 0
    self.status = status
  }
}
