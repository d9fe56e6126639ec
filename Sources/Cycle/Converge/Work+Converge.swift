internal import Docker
internal import Model

/// Bringing up the stacks, in the order of the list.
extension Work {
  mutating func converge() throws(Failure) {
    for (stack, cause) in pending {
      try site.check()
      guard let project = projects[stack.name] else { continue }
      do {
        try bringUp(project)
      } catch {
        try fail(stack.name, error)
        continue
      }
      try look(after: stack, cause)
    }
  }

  /// What an interrupted run left often passes: such a failure is tried once more.
  private func bringUp(_ project: ComposeProject) throws(ComposeError) {
    do {
      try compose.up(project, deadline: site.limit(Deadlines.up))
    } catch {
      guard error.failure.isPassing else { throw error }
      note(.info, "once more, after: \(error)", project.name)
      try compose.up(project, deadline: site.limit(Deadlines.up))
    }
  }

  /// Compares what runs now with what ran before; an exit code alone proves nothing.
  private mutating func look(after stack: Stack, _ cause: Cause) throws(Failure) {
    let before = observation
    try look()
    if finishRenaming(stack.name) { try look() }
    let changes = ContainerChange.all(of: stack.name.text, from: before, to: observation)
    if let problem = Health.problem(
      of: stack.name, services: services[stack.name] ?? [], in: observation)
    {
      fail(stack.name, problem)
      return
    }
    outcomes[stack.name] = changes.isEmpty ? .unchanged : .changed(changes, cause)
    try site.update { $0.applied[stack.name.text] = revision.commit.id.hex }
  }

  /// Records a failure of Compose; a signal to stop ends the cycle instead.
  mutating func fail(_ name: StackName, _ error: ComposeError) throws(Failure) {
    try site.interruption.check()
    fail(name, error.problem)
  }
}
