internal import Docker
internal import Model
internal import Posix

/// What becomes of a stack that could not be brought up, or did not stay up.
extension Work {
  /// Seconds from a failure to the last look, in which an Engine that ends is gone.
  private static let settling = 1.5

  func failed(
    _ run: StackRun, _ failure: ApplyFailure, _ line: ApplyLine
  ) throws(Failure) {
    try site.interruption.check()
    let name = run.job.name
    var hostFault = failure.hostFault
    if hostFault == nil { hostFault = try awayOrFull(name, failure, line) }
    let now = try look(at: name)
    if run.isRollback { return try failAgain(run, failure, now) }
    let decision = RollbackDecision(try circumstances(of: run, now, hostFault: hostFault))
    show(failure, of: name)
    switch decision {
    case .rollBack(let version):
      do throws(Failure) {
        line.ready.append(try rollBack(run, to: version, after: failure))
      } catch {
        guard case .failed(let problem) = error else { throw error }
        stay(run, failure, "and could not go back: \(problem)", now)
      }
    case .stay(let reason): stay(run, failure, reason, now)
    }
  }

  /// What of the host is at fault although the failure does not say so, in words: containers that
  /// end with the Engine look like any others that end, and it may be back by now.
  private func awayOrFull(
    _ name: StackName, _ failure: ApplyFailure, _ line: ApplyLine
  ) throws(Failure) -> String? {
    // what was watched was given that time
    if case .faults = failure {} else { try settle(name, line) }
    return line.isCutOff(name) ? "the Engine of this host went away" : site.fullDisk()
  }

  /// Gives an Engine that ends the time to be gone.
  private func settle(_ name: StackName, _ line: ApplyLine) throws(Failure) {
    let end = Instant.now.adding(seconds: Work.settling)
    while !line.isCutOff(name), Instant.now < end {
      try site.interruption.check()
      Instant.pause(seconds: 0.1)
    }
  }

  /// What the decision depends on.
  private func circumstances(
    of run: StackRun, _ now: [Container], hostFault: String?
  ) throws(Failure) -> RollbackDecision.Failure {
    let job = run.job
    return RollbackDecision.Failure(
      deployment: job.digests.deployment, verified: try site.record(of: job.name).verified,
      changedAnything: !run.changedNothing(now), hostFault: hostFault,
      rule: job.resolved.rollback, changes: serviceChanges(run))
  }

  /// The services whose images are not those of before.
  private func serviceChanges(_ run: StackRun) -> [RollbackDecision.ServiceChange] {
    let names = Set(run.before.compactMap(\.service)).union(run.job.resolved.services.map(\.name))
    return names.sorted().compactMap { name in
      let new = run.job.resolved[name]
      let before = run.before.of(name).first
      let old = before?.image ?? run.job.receipt?.services[name]?.image
      // a tag that moved names another image than it did
      let oldID = before?.imageID ?? run.job.receipt?.services[name]?.imageID
      let newImage = new.map { image($0.image, nil) }
      let hasMoved = oldID != nil && new.map { oldID != imageID($0.image) } ?? false
      guard old != new?.image || hasMoved else { return nil }
      return .init(
        name, old: old.map { image($0, oldID) }, new: newImage,
        data: new.map { data(of: $0, run.job) } ?? [])
    }
  }

  /// What a service can write, but for files that the repository has.
  private func data(of service: ResolvedService, _ job: StackJob) -> [DataMount] {
    let files = (job.wanted[service.name]?.mounts ?? []).filter(\.isFile)
    let tracked = Set(files.map { "\(site.settings.checkout)/\($0.path)" })
    return service.data.filter { !tracked.contains($0.source) }
  }

  /// - Parameter id: nil for the image that has the name now.
  private func image(_ name: String, _ id: String?) -> RollbackDecision.ServiceChange.Image {
    .init(name, environment: (try? site.engine.image(id ?? name))??.environment ?? [])
  }

  /// The stack stays as it is, failed.
  private func stay(
    _ run: StackRun, _ failure: ApplyFailure, _ reason: String, _ now: [Container]
  ) {
    let problem = failure.problem
    let name = run.job.name
    let running = Work.words(now)
    let message =
      "\(problem.bare); \(reason); " + (running.isEmpty ? "none of it runs" : "left: \(running)")
    remember(run, problem, failure.evidence, stands: !run.changedNothing(now))
    fail(name, Problem(message, at: problem.place, hint: problem.hint))
  }

  /// The version that ran well before failed too.
  private func failAgain(
    _ run: StackRun, _ failure: ApplyFailure, _ now: [Container]
  ) throws(Failure) {
    show(failure, of: run.job.name)
    let commit = target.commit(of: run.job.name).id.short
    stay(run, failure, "\(commit), which ran well before, failed like this when put back", now)
  }

  /// "shop-web-1 (running), shop-db-1 (exited with 1)"
  static func words(_ containers: [Container]) -> String {
    containers.filter { !$0.oneOff }.map { container in
      let code = container.state == .exited ? container.exitCode.map { " with \($0)" } ?? "" : ""
      return "\(container.name) (\(container.state.rawValue)\(code))"
    }.joined(separator: ", ")
  }

  /// Shows what the containers said, for whoever reads the log at night.
  private func show(_ failure: ApplyFailure, of name: StackName) {
    for line in failure.evidence { note(.warning, line, name.text) }
  }

  /// Remembers a failure that is tried again.
  func remember(
    _ run: StackRun, _ problem: Problem, _ evidence: [String], stands: Bool
  ) {
    failures[run.job.name] = Failing(
      run.job.attempt, stands: stands, since: WallClock.now,
      reason: masker.mask(problem.bare.description),
      evidence: evidence.map(masker.mask))
  }
}
