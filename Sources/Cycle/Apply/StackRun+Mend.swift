internal import Docker
internal import Model

/// What `up` leaves as it is.
extension StackRun {
  /// Signals what is to be signalled, and says what is to be recreated and restarted.
  func mend(
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
    // what lives in the network of a container that goes has none any more
    recreate += job.joined(to: recreate)
    return (recreate, restart.filter { !recreate.contains($0) })
  }

  private func reaction(
    of step: ServiceStep, _ own: [Container], _ all: [Container]
  ) -> ChangeReaction {
    let wasLeftAlone = Set(own.map(\.id)) == Set(before.of(step.service).map(\.id))
    // Compose lets one that the Engine is to start again wait for that, for up to a minute
    let waits = wasLeftAlone && own.contains { $0.state == .restarting }
    if let service = job.resolved[step.service] {
      let drift = Expectation(service, of: job.name).drift(among: all)
      if drift.contains(where: \.isLeftByUp) { return .recreate }
      // one that got the name it was to have is as it shall be
      if step.isOnlyRenamed { return waits ? .restart : .ignore }
    }
    if waits, step.reaction == .ignore { return .restart }
    return wasLeftAlone ? step.reaction : .ignore
  }

  /// Gives containers the names they were to have. Compose makes a new container under a name of
  /// its own, removes the old one, and gives the new one its name: cut off before that it never
  /// does, and whoever looks for the container by name misses it.
  func finishRenaming(
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
