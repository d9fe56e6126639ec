internal import Docker
internal import Model
internal import Posix

/// A stack that changed is done when its containers have stayed valid for a while.
extension Work {
  /// The containers to watch: those that changed, in this cycle or in one that was cut off; all of
  /// them where the stack was not known to run well before, and those that are not what they shall
  /// be.
  func watched(_ run: StackRun, _ now: [Container]) throws(Failure) -> [WatchedContainer] {
    let job = run.job
    let isBack = try isBroughtBack(job.name)
    let resting = Set(job.services(.rest))
    let active = Set(job.services(.update, .run)).union(isBack ? [] : resting)
    let changed = Set(run.changes.map(\.change.container))
    let isVerified = try isVerified(job)
    let verified = try site.record(of: job.name).verified
    return now.compactMap { container in
      guard !container.oneOff, container.state != .paused, let service = container.service,
        active.contains(service), let resolved = job.resolved[service]
      else { return nil }
      // made by a rollback, which runs no one-shots
      if container.state == .created, resting.contains(service) { return nil }
      let isSound = container.isSound(isOneShot: resolved.isOneShot)
      guard
        changed.contains(container.name) || !isVerified || !isSound
          || container.isNewer(than: verified)
      else { return nil }
      return watched(container, resolved, run)
    }
  }

  private func watched(
    _ container: Container, _ service: ResolvedService, _ run: StackRun
  ) -> WatchedContainer {
    WatchedContainer(
      id: container.id, name: container.name, project: run.job.name.text, service: service.name,
      isOneShot: service.isOneShot,
      imageID: site.expectedImage(of: container, named: service.image),
      configHash: container.configHash, restarts: run.isNew(container) ? 0 : restarts(of: container)
    )
  }

  /// Whether what ran of the stack before was seen to run well.
  private func isVerified(_ job: StackJob) throws(Failure) -> Bool {
    guard let verified = try site.record(of: job.name).verified else { return false }
    return verified.deployment == (job.receipt?.digests ?? job.digests).deployment
  }

  private func restarts(of container: Container) -> Int {
    (try? site.engine.inspect(container.id))?.restarts ?? 0
  }

  func watch(_ run: StackRun, _ containers: [WatchedContainer]) -> Watch {
    Watch(
      site.engine, project: run.job.name.text, containers,
      window: site.settings.verify.adjusted(to: run.job.resolved),
      oneShotSeconds: site.limit(site.deadlines.up))
  }

  /// The stack runs well: that is put on record, with the commit it comes from.
  func verified(_ run: StackRun) throws(Failure) {
    let job = run.job
    site.reporter.progress(.done(stack: job.name.text))
    let version = job.version(observation.containers(of: job.name.text))
    try site.keepObjects(of: version, job.name, target.repository)
    let owesHook = try owesPostDeploy(run, try site.record(of: job.name))
    try site.change(job.name) { record in
      record.verified = version
      if endsFailing(record.failing, job) { record.failing = nil }
      if target.earlier[job.name] == nil { record.heldBack = nil }
      record.owesPostDeploy = record.owesPostDeploy || owesHook
    }
    let outcome = run.isRollback ? rolledBack(run) : outcome(of: job.name, run.changes)
    outcomes[job.name] = outcome
    if run.isRollback || !run.wasTold { tell(job.name, outcome) }
    try removeOldImages(of: job.name)
  }

  /// Whether a failure is over now that a version runs well: not that of another version.
  private func endsFailing(_ failing: Failing?, _ job: StackJob) -> Bool {
    target.earlier[job.name] == nil || failing?.attempt.deployment == job.digests.deployment
  }

  /// What is to be said of a stack that runs well.
  ///
  /// - Parameter changes: what was done.
  func outcome(of name: StackName, _ changes: [AppliedChange]) -> Outcome {
    switch target.earlier[name]?.reason {
    case .heldBack(let heldBack, _): .heldBack(heldBack, changes)
    case .failing(let failing): .failed(failing.problem)
    case .unusable(let problem): .failed(problem.masked(by: masker))
    case nil: changes.isEmpty ? .unchanged : .changed(changes)
    }
  }

  private func rolledBack(_ run: StackRun) -> Outcome {
    guard case .heldBack(let heldBack, _) = target.earlier[run.job.name]?.reason else {
      return .changed(run.changes)
    }
    return .rolledBack(heldBack, run.changes)
  }
}

extension Container {
  /// Whether it was made after a version was seen to run well: by this cycle, or by one that was
  /// cut off before it could tell.
  func isNewer(than verified: StackRecord.Version?) -> Bool {
    verified.map { created > $0.time } ?? false
  }

  /// Whether nothing is wrong with it at first sight. One that nobody touched may have become
  /// unhealthy by itself, for reasons that no other version of the stack would mend.
  fileprivate func isSound(isOneShot: Bool) -> Bool {
    switch state {
    case .running: true
    case .exited: isOneShot && exitCode == 0
    default: false
    }
  }
}
