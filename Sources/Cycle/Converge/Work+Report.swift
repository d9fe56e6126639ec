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
      Event(.notice, "\(masker.mask(Work.abbreviate(changes))) (\(cause))", stack: name.text)
    case .failed(let problem): Event(.error, "failed: \(problem.bare)", stack: name.text)
    }
  }

  private func event(_ project: String, _ removal: Removal) -> Event {
    switch removal {
    case .failed(let problem): Event(.error, "failed: \(problem.message)", stack: project)
    case .removed(let cause, let left):
      Event(
        .notice,
        left.isEmpty
          ? "removed (\(cause))"
          : "removed (\(cause)); left behind: \(left.joined(separator: ", "))", stack: project)
    }
  }

  private static func abbreviate(_ changes: [ContainerChange]) -> String {
    changes.map(\.description).joined(separator: ", ")
  }
}
