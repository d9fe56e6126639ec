internal import Docker
internal import Model

/// Why a stack could not be brought up, or did not stay up.
enum ApplyFailure {
  case compose(ComposeError)
  /// In words alone.
  case other(Problem)
  /// Containers that were watched.
  case faults([ContainerFault])
  /// The Engine went away while they were watched: that says nothing about the stack.
  case engine(EngineError)

  var problem: Problem {
    switch self {
    case .compose(let error): error.problem
    case .other(let problem): problem
    case .faults(let faults):
      Problem(
        faults.map(\.description).joined(separator: "; "),
        hint: faults.first.map(\.advice))
    case .engine(let error):
      Problem("\(error)", hint: "the Engine of this host went away; the next cycle looks again")
    }
  }

  /// What the containers said last.
  var evidence: [String] {
    guard case .faults(let faults) = self else { return [] }
    return faults.flatMap { fault in
      (fault.healthOutput.map { ["\(fault.container): health check: \($0)"] } ?? [])
        + fault.log.withoutRepeats.map { "\(fault.container): \($0)" }
    }
  }

  /// What of this host is at fault, in words; nil where the stack itself may be.
  var hostFault: String? {
    switch self {
    case .compose(let error) where error.failure.isHostFault: "this host is at fault"
    case .engine: "the Engine of this host went away"
    case .other(let problem) where ComposeFailure.isHostFault(problem.message):
      "this host is at fault"
    case .faults(let faults) where faults.contains(where: \.isOfHost): "this host is at fault"
    default: nil
    }
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

extension ContainerFault {
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
