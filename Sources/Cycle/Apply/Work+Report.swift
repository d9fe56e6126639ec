internal import Model

/// The lines a cycle ends with.
extension Work {
  /// Prints what became of each stack and project.
  ///
  /// - Parameter revision: what is deployed, with what is known of the remotes.
  func report(_ revision: Revision) -> Summary {
    for (project, removal) in removals {
      site.reporter.result(event(project, removal).masked(by: masker))
    }
    let stacks = plan.stacks.map { (name: $0.name, outcome: outcome(of: $0)) }
    for (name, outcome) in stacks {
      // what became of the others was told when it was done
      if outcome.failed || jobs[name] == nil { tell(name, outcome) }
    }
    for container in observation.paused(of: declaration.declares) {
      site.reporter.result(Site.paused(container).masked(by: masker))
    }
    var summary = Summary(
      host: declaration.host, revision, stacks: stacks, removals: removals,
      refused: plan.teardown.refused)
    for (name, version) in target.earlier {
      if case .heldBack(let heldBack, _) = version.reason { summary.alsoHeldBack[name] = heldBack }
    }
    summary.alsoOnHold = site.alsoOnHold(summary)
    site.tell(summary)
    return summary
  }

  /// Tells what became of a stack.
  func tell(_ name: StackName, _ outcome: Outcome) {
    for event in events(name, outcome) { site.reporter.result(event) }
  }

  /// What became of a stack, also where nothing was to be done.
  func outcome(of step: StackStep) -> Outcome {
    if let outcome = outcomes[step.name] { return outcome }
    switch step {
    case .keep(let stack): return outcome(of: stack.name, [])
    case .hold(_, let hold): return .onHold(hold)
    case .wait(_, let failing): return .failed(failing.problem)
    case .apply, .fail: return .failed(Problem("was not reached"))
    }
  }

  private func events(_ name: StackName, _ outcome: Outcome) -> [Event] {
    let commit = target.commit.id.short
    switch outcome {
    case .unchanged: return [Event(.debug, "unchanged", stack: name.text, stage: .report)]
    case .changed(let changes), .heldBack(_, let changes): return events(name, changes)
    case .rolledBack(let version, _):
      let words =
        "\(target.commit(of: name).id.short) runs well again, after "
        + "\(version.commit.prefix(7)) failed"
      return [Event(.error, words, stack: name.text, commit: commit, stage: .verify)]
    case .onHold(let hold): return [Site.onHold(name, hold)]
    case .failed(let problem):
      return [
        Event(
          .error, Work.failed(problem), stack: name.text, commit: commit, stage: .report)
      ]
    }
  }

  private func events(_ name: StackName, _ changes: [AppliedChange]) -> [Event] {
    changes.map { change in
      Event(
        .notice, masker.mask("\(change)"), stack: name.text, service: change.change.service,
        commit: target.commit.id.short, cause: masker.mask(change.causes.words), stage: .apply)
    }
  }

  private func event(_ project: String, _ removal: Removal) -> Event {
    switch removal {
    case .failed(let problem): Event(.error, Work.failed(problem), stack: project, stage: .teardown)
    case .removed(let cause, let left):
      Event(
        .notice,
        left.isEmpty
          ? "removed (\(cause))"
          : "removed (\(cause)); left behind: \(left.joined(separator: ", "))", stack: project,
        cause: "\(cause)", stage: .teardown)
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
}

extension String {
  /// Where `mark` first stands behind the first `start`.
  fileprivate func range(of mark: String, after start: String) -> String.Index? {
    guard let first = firstRange(of: start) else { return nil }
    return self[first.upperBound...].firstRange(of: mark)?.lowerBound
  }
}
