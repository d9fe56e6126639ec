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
    return RollbackDecision.Failure(
      deployment: job.digests.deployment, verified: try site.record(of: job.name).verified,
      changedAnything: changedAnything(run, now), hostFault: hostFault,
      rule: job.resolved.rollback, changes: serviceChanges(run))
  }

  /// Whether anything is not as it was before this version was first tried: in this cycle, or in one
  /// that was killed before it could judge.
  private func changedAnything(_ run: StackRun, _ now: [Container]) -> Bool {
    if !run.changedNothing(now) { return true }
    let job = run.job
    let record = try? site.record(of: job.name)
    if record?.verified?.deployment == job.digests.deployment { return false }
    if record?.applied?.deployment == job.digests.deployment { return true }
    return now.contains { container in
      let applied = container.service.flatMap { job.receipt?.services[$0]?.configHash }
      return applied != nil && applied != container.configHash
    }
  }

  /// The services whose images are not those of before.
  private func serviceChanges(_ run: StackRun) -> [RollbackDecision.ServiceChange] {
    let names = Set(run.before.compactMap(\.service)).union(run.job.resolved.services.map(\.name))
    return names.sorted().compactMap { name in
      let new = run.job.resolved[name]
      let (old, oldID) = earlierImage(of: name, run) ?? (nil, nil)
      // a tag that moved names another image than it did
      let newImage = new.map { image($0.image, nil) }
      let hasMoved = oldID != nil && new.map { oldID != imageID($0.image) } ?? false
      guard old != new?.image || hasMoved else { return nil }
      return .init(
        name, old: old.map { image($0, oldID) }, new: newImage,
        data: new.map { data(of: $0, run.job) } ?? [])
    }
  }

  /// The image that a service had in the version that ran well. What its container has may be that
  /// of the failed one, where a cycle was killed before it could judge.
  private func earlierImage(
    of service: String, _ run: StackRun
  ) -> (name: String?, id: String?)? {
    let verified = (try? site.record(of: run.job.name))?.verified?.images ?? [:]
    let container = run.before.of(service).first.map { ($0.image, $0.imageID) }
    let receipt = run.job.receipt?.services[service].map { ($0.image, $0.imageID ?? "") }
    let seen = [container, receipt].compactMap { $0 }
    if let one = seen.first(where: { verified[$0.0] == $0.1 }) { return one }
    let new = run.job.resolved[service]?.image
    let repository = new.map { ImageVersion($0).repository }
    let same = verified.filter { ImageVersion($0.key).repository == repository }.sorted {
      ($0.key == new ? 1 : 0, $0.key) < ($1.key == new ? 1 : 0, $1.key)
    }
    return same.first.map { ($0.key, $0.value) } ?? seen.first
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
    remember(run, problem, failure.evidence, stands: changedAnything(run, now))
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
