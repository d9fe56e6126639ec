internal import Checkout
internal import Git
internal import Model

/// `--dry-run`: says what a cycle would do, and does none of it.
extension Site {
  func preview(
    _ planner: Planner, _ revision: Revision, _ observation: Observation, _ repository: Repository
  ) throws(Failure) -> Int32 {
    let changes = try changes(for: planner.declaration, to: revision, repository)
    let plan = planner.plan(observation, changes: changes)
    try previewCheckout(revision, repository)
    for file in try outdatedSecrets(planner.declaration, repository) {
      say("decrypt \(file.path)", nil)
    }
    preview(plan.teardown)
    for step in plan.stacks { preview(step) }
    let failed = plan.stacks.contains { if case .fail = $0 { true } else { false } }
    reporter.result(
      Event(.info, "\(host) at \(revision.commit.id.short): dry run, nothing was changed"))
    return failed ? 3 : revision.remoteReached ? 0 : 69
  }

  private func previewCheckout(_ revision: Revision, _ repository: Repository) throws(Failure) {
    for change in try plannedChanges(revision, repository) { say(change, nil) }
  }

  private func preview(_ teardown: Teardown) {
    switch teardown {
    case .suspended(let reason): reporter.result(Event(.info, "no teardown: \(reason)"))
    case .projects(let steps):
      for step in steps {
        if case .remove(let name, let cause) = step {
          say("remove (\(cause))", name)
        } else {
          reporter.result(Event(.info, step.reason, stack: step.project))
        }
      }
    }
  }

  private func preview(_ step: StackStep) {
    switch step {
    case .up(let stack, .unchanged): say("mend drift, if there is any", stack.name.text)
    case .up(let stack, let cause): say("bring up (\(cause))", stack.name.text)
    case .fail(let name, let problem):
      reporter.result(Event(.error, "would fail: \(problem)", stack: name.text))
    }
  }

  private func say(_ action: String, _ stack: String?) {
    reporter.result(Event(.info, "would \(action)", stack: stack))
  }
}
