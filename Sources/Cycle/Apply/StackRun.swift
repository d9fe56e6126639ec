internal import Docker
internal import Model

/// One stack on its way, from one `docker compose` to the next. Several go on at once: whoever runs
/// them asks for the next step, and tells when it has ended.
///
/// Compose starts the services where all of them are to run. Where some are not (one-shots that are
/// done, paused containers) it only makes what has changed, always from the whole project, and the
/// containers are started by the Engine: `up --no-deps` for some of the services would, before
/// Compose 2.29.3, leave the others out of their configuration hash, and make them anew for nothing.
final class StackRun {
  enum Step: Equatable {
    /// A command, and what it is for those who look on: "starting".
    case compose(ComposeCommand, words: String)
    /// What was started has to get on.
    case pause
  }

  private enum Stage { case begin, make, start, mend, startMended, restart, restartJoined, end }

  private(set) var job: StackJob
  /// Whether it brings back an earlier version.
  let isRollback: Bool
  private let runsOneShots: Bool
  /// What was done, once all is.
  var changes: [AppliedChange] = []
  /// Whether a person was told of that.
  var wasTold = false
  /// The containers of the stack before anything was done.
  let before: [Container]
  let engine: Engine
  let note: (Event.Severity, String) -> Void
  private var stage = Stage.begin
  private var starts: StartOrder
  private var restarts: [String] = []
  /// The services that lose their network where those are restarted.
  private var joined: [String] = []
  /// What was done to services whose containers show nothing of it.
  var deeds: [String: ContainerChange.Kind] = [:]
  /// The Engine did not do what it was asked, and did not say why: nothing that the stack did.
  private(set) var lostEngine: EngineError?
  /// How often what an interrupted run left may be in the way: once for each of its containers.
  private var triesLeft = 3

  /// - Parameter seconds: how long its services may wait for each other.
  init(
    _ job: StackJob, before: [Container], engine: Engine, seconds: Double,
    isRollback: Bool = false, runsOneShots: Bool = true,
    note: @escaping (Event.Severity, String) -> Void
  ) {
    self.job = job
    self.isRollback = isRollback
    self.runsOneShots = runsOneShots
    self.before = before
    self.engine = engine
    self.note = note
    isWhole = job.services(.probe, .rest, .leave).isEmpty
    starts = StartOrder(
      job.resolved, until: .now.adding(seconds: seconds),
      idle: runsOneShots ? [] : Set(job.services(.rest)))
  }

  /// The next step; nil where nothing is left, and what runs now is to be judged.
  ///
  /// - Parameter look: the stack's containers as they are now.
  func next(_ look: () throws(Failure) -> [Container]) throws(Failure) -> Step? {
    switch stage {
    case .begin:
      try clear()
      stage = .make
      return try next(look)
    case .make:
      stage = .start
      if let step = making { return step }
      return try next(look)
    case .start:
      let containers = try finishRenaming(look)
      decideProbes(containers)
      for service in job.services(.run) { deeds[service] = .ran }
      if !isWhole, try !start(containers, once: job.services(.run)) { return .pause }
      stage = .mend
      return try next(look)
    case .mend:
      let (recreations, restarts) = try mend(try finishRenaming(look))
      self.restarts = restarts
      joined = job.joined(to: restarts).filter { !recreations.contains($0) }
      stage = recreations.isEmpty ? .restart : .startMended
      if recreations.isEmpty { return try next(look) }
      return .compose(
        .up(
          .init(services: recreations, noDeps: leavesSome, forceRecreate: true, noStart: true)),
        words: "recreating")
    case .startMended:
      if try !start(try finishRenaming(look), once: []) { return .pause }
      stage = .restart
      return try next(look)
    case .restart:
      stage = .restartJoined
      if let step = restart(restarts) { return step }
      return try next(look)
    case .restartJoined:
      stage = .end
      return restart(joined)
    case .end: return nil
    }
  }

  /// Whether what runs is what ran before.
  func changedNothing(_ now: [Container]) -> Bool {
    ContainerChange.all(from: before, to: now, deeds: deeds).isEmpty
  }

  private func restart(_ services: [String]) -> Step? {
    for service in services { deeds[service] = .restarted }
    return services.isEmpty ? nil : .compose(.restart(services), words: "restarting")
  }

  /// Whether Compose may start all services, as it was planned: what comes of that may differ.
  private let isWhole: Bool

  private var making: Step? {
    if job.services(.update, .run, .probe).isEmpty { return nil }
    if isWhole { return .compose(.up(), words: "starting") }
    let services = leavesSome ? job.services(.update, .run, .probe, .rest) : []
    return .compose(
      .up(.init(services: services, noDeps: leavesSome, noStart: true)), words: "comparing")
  }

  /// Whether something is paused. Compose would start it, and fail, or replace it: it is left out,
  /// at the price of the hashes of those that depend on it.
  private var leavesSome: Bool { !job.services(.leave).isEmpty }

  /// Starts what is to run, as far as what it waits for has come.
  ///
  /// - Parameter once: the one-shots that are to run.
  /// - Returns: whether everything was started.
  private func start(_ containers: [Container], once: [String]) throws(Failure) -> Bool {
    let ready = try starts.next(containers, running: job.services(.update), once: once)
    for container in ready.containers {
      try ask { () throws(EngineError) in try engine.start(container.id) }
    }
    return !ready.isWaiting
  }

  /// Whether a failure is worth another try, at once: what an interrupted run left often passes.
  func retries(_ error: ComposeError) -> Bool {
    guard error.failure.isPassing, triesLeft > 0, stage == .start else { return false }
    triesLeft -= 1
    stage = .make
    note(.info, "once more, after: \(error)")
    return true
  }

  /// Removes what no service of the stack has, and the finished containers of one-shots that are to
  /// run anew.
  private func clear() throws(Failure) {
    for container in before where !container.oneOff {
      guard let step = job.steps.first(where: { $0.service == container.service }) else { continue }
      let isOver = [.exited, .created].contains(container.state)
      let runsAnew = step.action == .run && step.reaction == .recreate && isOver
      guard step.action == .remove || runsAnew else { continue }
      try ask { () throws(EngineError) in
        if !isOver { try engine.stop(container.id) }
        try engine.removeContainer(container.id, force: true)
      }
    }
  }

  /// A one-shot that Compose made anew has to run, also one that was done: Compose finds what is
  /// not in its files, such as another image under the same name.
  private func decideProbes(_ containers: [Container]) {
    for index in job.steps.indices {
      let own = containers.of(job.steps[index].service)
      switch job.steps[index].action {
      case .probe:
        let isDone = !own.isEmpty && own.allSatisfy { $0.state == .exited && $0.exitCode == 0 }
        job.steps[index].action = isDone ? .rest : .run
      case .rest where runsOneShots && own.contains(where: isNewlyMade):
        job.steps[index].action = .run
      default: break
      }
    }
  }

  /// Whether it was made by this run and has not run; one that a rollback made stays as it is.
  private func isNewlyMade(_ container: Container) -> Bool {
    container.state == .created && isNew(container)
  }

  /// Whether a container was not there before anything was done.
  func isNew(_ container: Container) -> Bool { !before.contains { $0.id == container.id } }

  func ask(_ body: () throws(EngineError) -> Void) throws(Failure) {
    do {
      try body()
    } catch {
      if error.isOfEngine { lostEngine = error }
      throw .failed(Problem("\(error)"))
    }
  }
}
