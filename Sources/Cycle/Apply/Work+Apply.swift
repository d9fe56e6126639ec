internal import Docker
internal import Model
internal import Posix

/// Applying the stacks, in the order of the list: several at once, but none before those whose
/// networks and volumes it uses. Those that changed are watched meanwhile, and go back to what ran
/// well before if they do not stay up.
extension Work {
  func apply() throws(Failure) {
    let line = ApplyLine(pendingJobs + mended)
    if !line.waiting.isEmpty { site.reporter.progress(.stage(.apply)) }
    try site.crew(
      next: { () throws(Failure) in
        // what goes on with its next step comes before what has not begun
        while let run = try self.nextRun(line) {
          if let step = try self.proceed(run, line) { return step }
        }
        return line.waiting.isEmpty ? .nothing : .wait
      },
      ended: { (name: StackName) throws(Failure) in
        guard let (run, activity) = line.working.removeValue(forKey: name) else { return }
        try self.site.interruption.check()
        try self.ended(run, activity, line)
        if self.outcomes[name] != nil { self.site.reporter.progress(.done(stack: name.text)) }
      })
  }

  private func nextRun(_ line: ApplyLine) throws(Failure) -> StackRun? {
    if let run = line.ready.popLast() { return run }
    return try begin(try next(line), line)
  }

  /// The next stack, without those that somebody has put on hold since.
  private func next(_ line: ApplyLine) throws(Failure) -> StackJob? {
    while let job = line.next() {
      try site.readHolds()
      guard let hold = site.holds[job.name] else { return job }
      outcomes[job.name] = .onHold(hold)
    }
    return nil
  }

  private func begin(_ job: StackJob?, _ line: ApplyLine) throws(Failure) -> StackRun? {
    guard let job else { return nil }
    line.link(job.name, to: site.engine)
    noteAttempt(job)
    try site.change(job.name) { $0.data = rails.written(by: job, before: $0.data) }
    return StackRun(
      job, before: observation.containers(of: job.name.text), engine: site.engine,
      seconds: site.limit(site.deadlines.up), runsOneShots: try !isBroughtBack(job.name),
      note: { [self] in note($0, $1, job.name.text) })
  }

  /// Starts the next step of a stack: a command, or to watch what has come of them all.
  private func proceed(
    _ run: StackRun, _ line: ApplyLine
  ) throws(Failure) -> Crew.Next<StackName>? {
    let name = run.job.name
    do throws(Failure) {
      switch try run.next({ () throws(Failure) in try self.look(at: name) }) {
      case nil: return try conclude(run, line)
      case .pause:
        return line.work(run, Pause(until: .now.adding(seconds: 0.3)))
      case .compose(let command, let words):
        site.reporter.progress(.doing(stack: name.text, words))
        let deadline = site.limit(site.deadlines.up)
        do {
          return line.work(
            run, try compose.start(run.job.project, command, deadline: deadline))
        } catch {
          try failed(run, .compose(error), line)
          return nil
        }
      }
    } catch {
      guard case .failed(let problem) = error else { throw error }
      try failed(run, run.lostEngine.map { .engine($0) } ?? .other(problem), line)
      return nil
    }
  }

  private func ended(
    _ run: StackRun, _ activity: any Activity, _ line: ApplyLine
  ) throws(Failure) {
    if let watch = activity as? Watch {
      switch watch.verdict {
      case .valid: try verified(run)
      case .failed(let faults): try failed(run, .faults(faults), line)
      case .broken(let error): try failed(run, .engine(error), line)
      case nil: break
      }
      return
    }
    do throws(ComposeError) {
      try (activity as? ComposeActivity)?.result()
      line.ready.append(run)
    } catch {
      if run.retries(error) {
        line.ready.append(run)
      } else {
        try failed(run, .compose(error), line)
      }
    }
  }

  /// Compares what runs now with what ran before; an exit code alone proves nothing. Containers
  /// that changed are watched.
  private func conclude(
    _ run: StackRun, _ line: ApplyLine
  ) throws(Failure) -> Crew.Next<StackName>? {
    let job = run.job
    let now = try look(at: job.name)
    run.changes = changes(of: run, now)
    try keepReceipt(of: run, now)
    let watched = try watched(run, now)
    if watched.isEmpty {
      try verified(run)
      return nil
    }
    if !run.changes.isEmpty { tell(job.name, .changed(run.changes)) }
    run.wasTold = true
    let watch = watch(run, watched)
    line.working[job.name] = (run, watch)
    let names = watched.map { masker.mask($0.name) }
    site.reporter.progress(.watching(stack: job.name.text, containers: names))
    return .watch(job.name, watch)
  }

  /// What was done to containers, each with its causes.
  func changes(of run: StackRun, _ now: [Container]) -> [AppliedChange] {
    let remade = Set(now.filter(run.isNew).compactMap(\.service))
    return ContainerChange.all(from: run.before, to: now, deeds: run.deeds).map { change in
      let causes = run.job.causes(
        of: change.service, remade: remade, now, compose: composeVersion)
      return AppliedChange(change, causes)
    }
  }
}

/// The stacks on their way.
final class ApplyLine {
  var waiting: [StackJob]
  /// Those whose next step can start.
  var ready: [StackRun] = []
  var working: [StackName: (run: StackRun, activity: any Activity)] = [:]
  private var links: [StackName: EngineLink] = [:]
  private let order: StackOrder

  init(_ jobs: [StackJob]) {
    waiting = jobs
    order = StackOrder(Dictionary(uniqueKeysWithValues: jobs.map { ($0.name, $0.resolved) }))
  }

  /// Takes out the first that waits for none. What is only watched keeps nobody waiting.
  func next() -> StackJob? {
    let busy = working.filter { !($0.value.activity is Watch) }.keys
    let unfinished = Set(waiting.map(\.name)).union(busy).union(ready.map(\.job.name))
    let index = waiting.firstIndex { job in
      (order.waits[job.name] ?? []).isDisjoint(with: unfinished)
    }
    return index.map { waiting.remove(at: $0) }
  }

  func work(_ run: StackRun, _ activity: any Activity) -> Crew.Next<StackName> {
    working[run.job.name] = (run, activity)
    return .start(run.job.name, activity)
  }

  /// Notes that a stack begins with the Engine as it is now.
  func link(_ name: StackName, to engine: Engine) {
    let known = links.values.first { !$0.isBroken }
    links[name] = known ?? EngineLink(engine)
  }

  /// Whether the Engine went away since a stack began.
  func isCutOff(_ name: StackName) -> Bool { links[name]?.isBroken == true }
}
