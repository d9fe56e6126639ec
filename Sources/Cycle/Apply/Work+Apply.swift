internal import Docker
internal import Model
internal import Posix

/// Applying the stacks, in the order of the list: several at once, but none before those whose
/// networks and volumes it uses.
extension Work {
  private final class Line {
    var waiting: [StackJob]
    var running: [StackName: (run: StackRun, activity: any Activity)] = [:]
    let order: StackOrder

    init(_ jobs: [StackJob]) {
      waiting = jobs
      order = StackOrder(Dictionary(uniqueKeysWithValues: jobs.map { ($0.name, $0.resolved) }))
    }

    /// Takes out the first that waits for none.
    func next() -> StackJob? {
      let unfinished = Set(waiting.map(\.name)).union(running.keys)
      let index = waiting.firstIndex { job in
        (order.waits[job.name] ?? []).isDisjoint(with: unfinished)
      }
      return index.map { waiting.remove(at: $0) }
    }
  }

  func apply() throws(Failure) {
    let line = Line(pendingJobs)
    // what goes on with its next command comes before what has not begun
    var ready: [StackRun] = []
    try site.crew(
      next: { () throws(Failure) in
        while let run = ready.popLast() ?? self.begin(line.next()) {
          if let activity = try self.proceed(run) {
            line.running[run.job.name] = (run, activity)
            return .start(run.job.name, activity)
          }
        }
        return line.waiting.isEmpty ? .nothing : .wait
      },
      ended: { (name: StackName) throws(Failure) in
        guard let (run, activity) = line.running.removeValue(forKey: name) else { return }
        try self.site.interruption.check()
        do throws(ComposeError) {
          try (activity as? ComposeActivity)?.result()
          ready.append(run)
        } catch {
          if run.retries(error) { ready.append(run) } else { try self.fail(name, error) }
        }
        if self.outcomes[name] != nil { self.site.reporter.progress(.done(stack: name.text)) }
      })
  }

  private func begin(_ job: StackJob?) -> StackRun? {
    guard let job else { return nil }
    noteAttempt(job)
    return StackRun(
      job, before: observation.containers(of: job.name.text), engine: site.engine,
      seconds: site.limit(site.deadlines.up),
      note: { [self] in note($0, $1, job.name.text) })
  }

  /// Starts the next command of a stack, or judges what has come of it.
  private func proceed(_ run: StackRun) throws(Failure) -> (any Activity)? {
    let name = run.job.name
    do throws(Failure) {
      let step = try run.next { () throws(Failure) in
        try self.look()
        return self.observation.containers(of: name.text)
      }
      switch step {
      case nil:
        try conclude(run)
        return nil
      case .pause: return Pause(until: .now.adding(seconds: 0.3))
      case .compose(let command, let words):
        site.reporter.progress(.doing(stack: name.text, words))
        return try start(command, run)
      }
    } catch {
      guard case .failed(let problem) = error else { throw error }
      fail(name, problem)
      return nil
    }
  }

  private func start(_ command: ComposeCommand, _ run: StackRun) throws(Failure) -> ComposeActivity?
  {
    do {
      return try compose.start(run.job.project, command, deadline: site.limit(site.deadlines.up))
    } catch {
      try fail(run.job.name, error)
      return nil
    }
  }

  /// Compares what runs now with what ran before; an exit code alone proves nothing.
  private func conclude(_ run: StackRun) throws(Failure) {
    let job = run.job
    try look()
    site.reporter.progress(.done(stack: job.name.text))
    let active = Set(job.services(.update, .run, .rest))
    if let problem = Health.problem(of: job.name, services: active, in: observation) {
      fail(job.name, problem)
      return
    }
    let now = observation.containers(of: job.name.text)
    let remade = Set(
      now.filter { one in !run.before.contains { $0.id == one.id } }.compactMap(\.service))
    let changes = ContainerChange.all(from: run.before, to: now, deeds: run.deeds).map { change in
      AppliedChange(
        change, job.causes(of: change.service, remade: remade, now, compose: composeVersion))
    }
    let outcome = changes.isEmpty ? Outcome.unchanged : .changed(changes)
    outcomes[job.name] = outcome
    try keepReceipt(of: job, now, changes)
    tell(job.name, outcome)
  }
}
