internal import Docker
internal import Model

/// Why a stack could not be brought up, or did not stay up.
struct ApplyFailure {
  private enum Kind {
    case compose(ComposeError)
    case other(Problem)
    case faults([ContainerFault])
    case engine(EngineError)
  }

  private let kind: Kind
  /// What its containers said last; may hold a secret until it was masked.
  var evidence: [String] = []

  static func compose(_ error: ComposeError) -> ApplyFailure { .init(kind: .compose(error)) }

  /// In words alone.
  static func other(_ problem: Problem) -> ApplyFailure { .init(kind: .other(problem)) }

  /// Containers that were watched.
  static func faults(_ faults: [ContainerFault]) -> ApplyFailure {
    .init(kind: .faults(faults), evidence: faults.flatMap(\.evidence))
  }

  /// The Engine went away while they were watched: that says nothing about the stack.
  static func engine(_ error: EngineError) -> ApplyFailure { .init(kind: .engine(error)) }

  /// Whether containers were watched until one was not valid any more.
  var wasWatched: Bool { if case .faults = kind { true } else { false } }

  var problem: Problem {
    switch kind {
    case .compose(let error): error.problem
    case .other(let problem): problem
    case .faults(let faults):
      Problem(faults.map(\.description).joined(separator: "; "), hint: faults.first.map(\.advice))
    case .engine(let error):
      Problem("\(error)", hint: "the Engine of this host went away; the next cycle looks again")
    }
  }

  /// What of this host is at fault, in words; nil where the stack itself may be.
  var hostFault: String? {
    switch kind {
    case .compose(let error) where error.failure.isHostFault: "this host is at fault"
    case .engine: "the Engine of this host went away"
    case .other(let problem) where ComposeFailure.isHostFault(problem.message):
      "this host is at fault"
    case .faults(let faults) where faults.contains(where: \.isOfHost): "this host is at fault"
    default: nil
    }
  }
}

extension ContainerFault {
  /// What stands before the output of a health check.
  static let healthMark = "health check: "

  /// What it said last, a line each.
  var evidence: [String] {
    (healthOutput.map { ["\(container): \(ContainerFault.healthMark)\($0)"] } ?? [])
      + log.withoutRepeats.map { "\(container): \($0)" }
  }

  fileprivate var advice: String {
    if kind == .exited(code: 0) {
      return "where \(service ?? "it") is meant to end, say so: x-converge: {one-shot: true}"
    }
    return "see: docker logs \(container)"
  }

  /// Whether the Engine's own words about it tell of the host.
  fileprivate var isOfHost: Bool {
    guard case .notStarted(let reason) = kind else { return false }
    return ComposeFailure.isHostFault(reason)
  }
}

extension [String] {
  /// Lines that repeat the one before are counted, not shown: what a crash loop prints.
  fileprivate var withoutRepeats: [String] {
    var lines: [(text: String, count: Int)] = []
    for text in self {
      if lines.last?.text == text {
        lines[lines.count - 1].count += 1
      } else {
        lines.append((text, 1))
      }
    }
    return lines.map { $0.count == 1 ? $0.text : "\($0.text) (\($0.count) times)" }
  }
}
