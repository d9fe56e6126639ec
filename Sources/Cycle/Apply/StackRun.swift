internal import Docker
internal import Model

/// One stack on its way, from one `docker compose` to the next. Several go on at once: whoever runs
/// them asks for the next command, and tells when it has ended.
final class StackRun {
  /// What is done next.
  struct Command: Equatable {
    let compose: ComposeCommand
    /// For those who look on: "starting".
    let words: String
  }

  private enum Stage { case start, probe, up, recreate, restart }

  private(set) var job: StackJob
  /// The containers of the stack before anything was done.
  let before: [Container]
  private let engine: Engine
  private let note: (Event.Severity, String) -> Void
  private var stage = Stage.start
  private var restarts: [String] = []
  /// What was done to services whose containers show nothing of it.
  private(set) var deeds: [String: ContainerChange.Kind] = [:]
  private var isSecondTry = false

  init(
    _ job: StackJob, before: [Container], engine: Engine,
    note: @escaping (Event.Severity, String) -> Void
  ) {
    self.job = job
    self.before = before
    self.engine = engine
    self.note = note
  }

  /// The next command; nil where nothing is left, and what runs now is to be judged.
  ///
  /// - Parameter look: the stack's containers as they are now.
  func next(_ look: () throws(Failure) -> [Container]) throws(Failure) -> Command? {
    switch stage {
    case .start:
      try clear()
      stage = .probe
      let probes = job.services(.probe)
      if probes.isEmpty { return try next(look) }
      return Command(
        compose: .up(.init(services: probes, noDeps: true, noStart: true)), words: "comparing")
    case .probe:
      if !job.services(.probe).isEmpty { decideProbes(try look()) }
      stage = .up
      let services = job.services(.update, .run)
      for service in job.services(.run) { deeds[service] = .ran }
      if services.isEmpty { return try next(look) }
      return Command(compose: .up(.init(services: services, noDeps: true)), words: "starting")
    case .up:
      stage = .recreate
      let (recreations, restarts) = try mend(try finishRenaming(look))
      self.restarts = restarts
      if recreations.isEmpty { return try next(look) }
      return Command(
        compose: .up(.init(services: recreations, noDeps: true, forceRecreate: true)),
        words: "recreating")
    case .recreate:
      stage = .restart
      for service in restarts { deeds[service] = .restarted }
      return restarts.isEmpty ? nil : Command(compose: .restart(restarts), words: "restarting")
    case .restart: return nil
    }
  }

  /// Whether a failure is worth a second try, at once: what an interrupted run left often passes.
  func retries(_ error: ComposeError) -> Bool {
    guard error.failure.isPassing, !isSecondTry, stage == .up else { return false }
    isSecondTry = true
    stage = .probe
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

  /// A one-shot that Compose made anew has to run.
  private func decideProbes(_ containers: [Container]) {
    for index in job.steps.indices where job.steps[index].action == .probe {
      let own = containers.of(job.steps[index].service)
      let isDone = !own.isEmpty && own.allSatisfy { $0.state == .exited && $0.exitCode == 0 }
      job.steps[index].action = isDone ? .rest : .run
    }
  }

  private func ask(_ body: () throws(EngineError) -> Void) throws(Failure) {
    do {
      try body()
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }
}

/// What `up` leaves as it is.
extension StackRun {
  /// Signals what is to be signalled, and says what is to be recreated and restarted.
  private func mend(
    _ containers: [Container]
  ) throws(Failure) -> (recreate: [String], restart: [String]) {
    var (recreate, restart): ([String], [String]) = ([], [])
    for step in job.steps where step.action == .update {
      let own = containers.of(step.service)
      switch reaction(of: step, own, containers) {
      case .recreate: recreate.append(step.service)
      case .restart: restart.append(step.service)
      case .ignore: break
      case .signal(let signal):
        deeds[step.service] = .signalled(signal)
        for container in own where container.state == .running {
          try ask { () throws(EngineError) in try engine.signal(container.id, signal) }
        }
      }
    }
    return (recreate, restart)
  }

  private func reaction(
    of step: ServiceStep, _ own: [Container], _ all: [Container]
  ) -> ChangeReaction {
    if let service = job.resolved[step.service] {
      let drift = Expectation(service, of: job.name).drift(among: all)
      if drift.contains(where: \.isLeftByUp) { return .recreate }
      // one that got the name it was to have is as it shall be
      if step.isOnlyRenamed { return .ignore }
    }
    let wasLeftAlone = Set(own.map(\.id)) == Set(before.of(step.service).map(\.id))
    return wasLeftAlone ? step.reaction : .ignore
  }

  /// Gives containers the names they were to have. Compose makes a new container under a name of
  /// its own, removes the old one, and gives the new one its name: cut off before that it never
  /// does, and whoever looks for the container by name misses it.
  private func finishRenaming(
    _ look: () throws(Failure) -> [Container]
  ) throws(Failure) -> [Container] {
    let containers = try look()
    let unfinished = containers.filter { $0.nameToBe != nil }
    for container in unfinished {
      guard let name = container.nameToBe else { continue }
      do {
        try engine.renameContainer(container.id, to: name)
        note(.info, "renamed \(container.name), left by an interrupted run, to \(name)")
      } catch {
        note(.warning, "\(error)")
      }
    }
    return unfinished.isEmpty ? containers : try look()
  }
}

extension ServiceStep {
  /// Whether `up` puts right whatever is known to be wrong but the names of its containers.
  fileprivate var isOnlyRenamed: Bool {
    !causes.isEmpty
      && causes.allSatisfy { cause in
        switch cause {
        case .drift(.renamed): true
        case .drift(let drift): !drift.isLeftByUp
        default: false
        }
      }
  }
}

extension [Container] {
  /// The containers of a service, without one-offs.
  func of(_ service: String) -> [Container] { filter { $0.service == service && !$0.oneOff } }
}
