internal import Model

/// The lines a cycle ends with.
extension Work {
  /// Prints what became of each stack and project.
  ///
  /// - Returns: the exit code.
  func report() -> Int32 {
    for (project, removal) in removals { site.reporter.result(event(project, removal)) }
    let stacks = plan.stacks.map { step in
      (name: step.name, outcome: outcomes[step.name] ?? .failed(Problem("was not reached")))
    }
    for (name, outcome) in stacks { site.reporter.result(event(name, outcome)) }
    let summary = Summary(
      host: declaration.host, commit: revision.commit.id.short, stacks: stacks, removals: removals,
      remoteReached: revision.remoteReached)
    let severity: Event.Severity = summary.failures.isEmpty ? .info : .error
    site.reporter.result(Event(severity, summary.line))
    return summary.exitCode
  }

  private func event(_ name: StackName, _ outcome: Outcome) -> Event {
    switch outcome {
    case .unchanged: Event(.debug, "unchanged", stack: name.text)
    case .changed(let changes, let cause):
      Event(
        .notice, "\(masker.mask(Work.abbreviate(changes))) (\(Work.words(cause)))", stack: name.text
      )
    case .failed(let problem): Event(.error, Work.failed(problem), stack: name.text)
    }
  }

  private func event(_ project: String, _ removal: Removal) -> Event {
    switch removal {
    case .failed(let problem): Event(.error, Work.failed(problem), stack: project)
    case .removed(let cause, let left):
      Event(
        .notice,
        left.isEmpty
          ? "removed (\(cause))"
          : "removed (\(cause)); left behind: \(left.joined(separator: ", "))", stack: project)
    }
  }

  /// What failed, without why: the reason was told in full when it happened.
  private static func failed(_ problem: Problem) -> String {
    var message = problem.bare.description
    if problem.message.hasPrefix("cannot "), let colon = message.range(of: ": ", after: "cannot ") {
      message = String(message[..<colon])
    }
    return "failed: \(message)"
  }

  private static func words(_ cause: Cause) -> String {
    cause == .unchanged ? "drift" : cause.description
  }

  private static func abbreviate(_ changes: [ContainerChange]) -> String {
    changes.map(\.description).joined(separator: ", ")
  }
}

extension String {
  /// Where `mark` first stands behind the first `start`.
  fileprivate func range(of mark: String, after start: String) -> String.Index? {
    guard let first = firstRange(of: start) else { return nil }
    return self[first.upperBound...].firstRange(of: mark)?.lowerBound
  }
}
