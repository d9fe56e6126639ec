internal import Git
internal import Model
internal import Secrets

/// What every cycle says, whether or not it does something.
extension Site {
  /// The lines of a cycle that found everything as it was.
  func report(
    _ settled: Settled, _ revision: Revision, _ observation: Observation, _ masker: Masker
  ) -> Summary {
    reportFound(record.record.found, observation)
    for container in paused(settled, observation) {
      reporter.result(Site.paused(container).masked(by: masker))
    }
    let heldBack = heldBack(settled)
    var summary = Summary(host: host, revision, stacks: outcomes(settled, heldBack))
    summary.alsoHeldBack = heldBack
    summary.alsoOnHold = alsoOnHold(summary)
    tell(summary)
    return summary
  }

  /// The lines at the end: what to do about what is held back, and how it all went.
  func tell(_ summary: Summary) {
    for (name, advice) in summary.advice {
      reporter.result(
        Event(.error, advice, stack: name.text, commit: summary.commit, stage: .report))
    }
    let well: Event.Severity = summary.hasTwin ? .warning : .info
    let severity = [3, 77].contains(summary.exitCode) ? .error : well
    reporter.result(Event(severity, summary.line, commit: summary.commit, stage: .report))
  }

  /// What is to be said of each stack where nothing was to be done.
  func outcomes(
    _ settled: Settled, _ heldBack: [StackName: HeldBack]
  ) -> [(name: StackName, outcome: Outcome)] {
    let names = options.stacks.isEmpty ? settled.declared : options.stacks
    return names.compactMap(StackName.init).map { name in
      if let hold = holds[name] { return (name, .onHold(hold)) }
      return (name, heldBack[name].map { .heldBack($0) } ?? .unchanged)
    }
  }

  /// What is on hold of which a summary does not tell otherwise.
  func alsoOnHold(_ summary: Summary) -> [StackName: Hold] {
    let names = Set(summary.stacks.map(\.name))
    return holds.filter { !names.contains($0.key) }
  }

  /// The versions that are held back; those of stacks on hold wait for what a person does.
  private func heldBack(_ settled: Settled) -> [StackName: HeldBack] {
    if settled.heldBack.isEmpty { return [:] }
    let records = (try? stackRecords()) ?? [:]
    var result: [StackName: HeldBack] = [:]
    for name in settled.heldBack.compactMap(StackName.init) where holds[name] == nil {
      result[name] = records[name.text]?.heldBack
    }
    return result
  }

  /// Knows the secrets where a cycle without changes names something that may hold one.
  func masker(
    _ settled: Settled, _ observation: Observation, _ repository: Repository
  ) throws(Failure) -> Masker {
    var masker = Masker()
    if paused(settled, observation).isEmpty { return masker }
    try secretKeeper(repository).tell(&masker)
    LayerFolder(state: settings.state).tell(&masker)
    return masker
  }

  private func paused(_ settled: Settled, _ observation: Observation) -> [Container] {
    observation.paused(of: Set(settled.declared).contains)
  }

  static func paused(_ container: Container) -> Event {
    Event(
      .warning,
      "container \(container.name) is paused and left alone; docker unpause lets it go on",
      stack: container.project, service: container.service)
  }

  static func onHold(_ stack: StackName, _ hold: Hold) -> Event {
    Event(
      .notice, "\(hold.words()); converge resume \(stack) ends that", stack: stack.text,
      stage: .report)
  }

  /// Names the projects that were here before; of what is protected or on hold others tell.
  private func reportFound(_ found: Set<String>, _ observation: Observation) {
    let settled = Set(settings.protect).union(holds.keys.map(\.text))
    for name in found.intersection(observation.projects).subtracting(settled).sorted() {
      reporter.result(Event(.notice, ProjectStep.leaveFound(name).reason, stack: name))
    }
  }

  /// Says which projects stay although nothing declares them.
  func reportWhatStays(_ teardown: Teardown, _ planner: Planner, _ observation: Observation) {
    switch teardown {
    case .suspended(let reason):
      if planner.selection == nil {
        let left = planner.undeclared(observation).joined(separator: ", ")
        let words = left.isEmpty ? reason : "\(reason); not removed: \(left)"
        reporter.note(Event(.warning, "no teardown in this cycle: \(words)", stage: .teardown))
      }
      reportFound(planner.found, observation)
    case .refused(let projects, let limit):
      reporter.result(
        Event(
          .error,
          "no teardown: \(Teardown.refusal(projects, limit: limit)); declare them, or raise"
            + " `teardown: {at-most: ...}` in this host's configuration for one cycle",
          stage: .teardown))
      reportFound(planner.found, observation)
    case .projects(let steps):
      for step in steps {
        switch step {
        case .remove: break
        case .leaveFound(let name), .leaveOnHold(let name):
          reporter.result(Event(.notice, step.reason, stack: name))
        case .leaveProtected(let name):
          reporter.note(Event(.debug, step.reason, stack: name))
        }
      }
    }
  }
}
