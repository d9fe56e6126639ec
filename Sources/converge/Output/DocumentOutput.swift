internal import Cycle
internal import Model
internal import Synchronization

/// `plan --json`: one JSON document on standard output, the plan or why there is none; all else
/// goes to standard error.
final class DocumentOutput: Sendable {
  private struct State {
    var problems: [Problem] = []
    var isDelivered = false
  }

  private let lines: LineOutput
  private let write: @Sendable ([UInt8]) -> Void
  private let state = Mutex(State())

  init(
    _ lines: LineOutput,
    write: @escaping @Sendable ([UInt8]) -> Void = { Streams.write($0, to: 1) }
  ) {
    self.lines = lines
    self.write = write
  }

  var reporter: Reporter {
    let plain = lines.reporter(write: LineOutput.plain)
    return Reporter(result: plain.note, note: plain.note, plan: deliver)
  }

  private func deliver(_ plan: PlanReport) {
    state.withLock { $0.isDelivered = true }
    write(JSON.document(plan) ?? [])
  }

  func show(_ problem: Problem) {
    state.withLock { $0.problems.append(problem) }
    lines.show(problem)
  }

  func finish(_ exitCode: Int32) {
    let state = state.withLock { $0 }
    if state.isDelivered { return }
    write(JSON.document(Failed(problems: state.problems, exitCode: exitCode)) ?? [])
  }

  private struct Failed: Encodable {
    let version = PlanReport.version
    let errors: [ProblemRecord]
    let exitCode: Int32

    init(problems: [Problem], exitCode: Int32) {
      errors = problems.map(ProblemRecord.init)
      self.exitCode = exitCode
    }
  }
}
