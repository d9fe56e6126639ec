internal import Docker
internal import Model
internal import Posix

/// What becomes of a stack that could not be brought up, or did not stay up.
extension Work {
  func failed(
    _ run: StackRun, _ failure: ApplyFailure, _ line: ApplyLine
  ) throws(Failure) {
    try site.interruption.check()
    let name = run.job.name
    let now = try look(at: name)
    try site.readHolds()
    if let hold = site.holds[name] {
      show(failure, of: name)
      return stay(run, failure, "left as it is, \(hold.words())", now)
    }
    if run.isRollback { return try failAgain(run, failure, now) }
    let hostFault = failure.hostFault ?? site.fullDisk()
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

  /// What the decision depends on.
  private func circumstances(
    of run: StackRun, _ now: [Container], hostFault: String?
  ) throws(Failure) -> RollbackDecision.Failure {
    let job = run.job
    let record = try site.record(of: job.name)
    return RollbackDecision.Failure(
      deployment: job.digests.deployment, verified: record.verified,
      changedAnything: stands(run, now, record.verified)
        || record.applied?.deployment == job.digests.deployment, hostFault: hostFault,
      rule: job.resolved.rollback, changes: serviceChanges(run, since: record.verified))
  }

  /// Whether something was done to containers, by this cycle or by one that was cut off.
  private func stands(
    _ run: StackRun, _ now: [Container], _ verified: StackRecord.Version?
  ) -> Bool {
    !run.changedNothing(now) || now.contains { $0.isNewer(than: verified) }
  }

  /// The services whose images are not those of before.
  private func serviceChanges(
    _ run: StackRun, since verified: StackRecord.Version?
  ) -> [RollbackDecision.ServiceChange] {
    let names = Set(run.before.compactMap(\.service)).union(run.job.resolved.services.map(\.name))
    return names.sorted().compactMap { name in
      let new = run.job.resolved[name]
      let (old, oldID) = formerImage(of: name, run, since: verified)
      let newImage = new.map { image($0.image, nil) }
      // a tag that moved names another image than it did
      let hasMoved = oldID != nil && new.map { oldID != imageID($0.image) } ?? false
      guard old != new?.image || hasMoved else { return nil }
      return .init(
        name, old: old.map { image($0, oldID) }, new: newImage,
        data: new.map { data(of: $0, run.job) } ?? [])
    }
  }

  /// The image that a service had when the stack was last seen to run well. Its container may have
  /// come up since, with what failed before or in a cycle that was cut off.
  private func formerImage(
    of service: String, _ run: StackRun, since verified: StackRecord.Version?
  ) -> (name: String?, id: String?) {
    if let receipt = run.job.receipt, let verified,
      receipt.digests.deployment != verified.deployment
    {
      let new = (run.job.resolved[service]?.image).map { ImageVersion($0).repository }
      let name = verified.images.keys.sorted().first { ImageVersion($0).repository == new }
      return (name, name.flatMap { verified.images[$0] })
    }
    if let applied = run.job.receipt?.services[service] { return (applied.image, applied.imageID) }
    let own = run.before.of(service).first
    return (own?.image, own?.imageID)
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
    let verified = (try? site.record(of: name))?.verified
    remember(run, problem, failure.evidence, stands: stands(run, now, verified))
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
