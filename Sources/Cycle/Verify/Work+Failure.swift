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
    try site.check()
    let name = run.job.name
    // what was watched was given that time
    if failure.hostFault == nil, !failure.wasWatched { try settle(name, line) }
    let now = try look(at: name)
    var failure = failure
    if failure.evidence.isEmpty { failure.evidence = now.flatMap(lastWords) }
    let hostFault = hostFault(name, failure, line)
    try site.readHolds()
    if let hold = site.holds[name] {
      show(failure, of: name)
      return try stay(run, failure, "left as it is, \(hold.words())", now, stands: true)
    }
    show(failure, of: name)
    tellChanges(of: run, now)
    if run.isRollback { return try failAgain(run, failure, now, hostFault: hostFault) }
    let circumstances = try circumstances(of: run, now, hostFault: hostFault)
    switch RollbackDecision(circumstances) {
    case .rollBack(let version):
      do throws(Failure) {
        line.ready.append(try rollBack(run, to: version, after: failure))
      } catch {
        guard case .failed(let problem) = error else { throw error }
        try stay(run, failure, "it could not go back: \(problem)", now, stands: true)
      }
    case .stay(let reason):
      // whoever wanted it tried again has had his way: it is no longer held back, but failed
      try site.change(name) { record in
        let isHead = target.earlier[name] == nil
        if isHead, record.heldBack?.attempt.deployment == run.job.digests.deployment {
          record.heldBack = nil
        }
      }
      try stay(
        run, failure, reason, now, stands: circumstances.changedAnything,
        cutOff: RollbackDecision.cutOff(circumstances))
    }
  }

  /// Tells what was done before it failed, where nobody was told yet.
  private func tellChanges(of run: StackRun, _ now: [Container]) {
    if run.wasTold { return }
    run.changes = changes(of: run, now)
    if !run.changes.isEmpty { tell(run.job.name, .changed(run.changes)) }
    run.wasTold = true
  }

  /// What of the host is at fault, in words, also where the failure does not say so: containers
  /// that end with the Engine look like any others that end, and it may be back by now. An Engine
  /// that hung shows it only when it ends, while it is asked what is left.
  private func hostFault(
    _ name: StackName, _ failure: ApplyFailure, _ line: ApplyLine
  ) -> String? {
    if let fault = failure.hostFault { return fault }
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
    let record = try site.record(of: job.name)
    let verified = record.verified
    let before = record.failing.flatMap {
      $0.stands && $0.attempt.deployment != job.digests.deployment ? $0 : nil
    }
    return RollbackDecision.Failure(
      deployment: job.digests.deployment, verified: verified,
      changedAnything: try changedAnything(run, now),
      hostFault: hostFault, rule: job.resolved.rollback,
      changes: verified.map { serviceChanges(since: $0, job) } ?? [], policy: declaration.policy,
      cutOff: before.flatMap { before in
        before.cutOff.map { "\(before.attempt.commit.prefix(7)) stood before it, and \($0)" }
      })
  }

  /// Whether what runs is not what was applied before: now, or since a cycle that was cut off.
  private func changedAnything(_ run: StackRun, _ now: [Container]) throws(Failure) -> Bool {
    let job = run.job
    if !run.changedNothing(now) { return true }
    let record = try site.record(of: job.name)
    if record.applied?.deployment == job.digests.deployment { return true }
    if now.contains(where: { $0.isNewer(than: record.verified) }) { return true }
    return site.drift(of: job.name, job.receipt, now).contains { drift in
      if case .staleMount = drift { false } else { true }
    }
  }

  /// The services whose images are not those of an earlier version.
  private func serviceChanges(
    since version: StackRecord.Version, _ job: StackJob
  ) -> [RollbackDecision.ServiceChange] {
    let names = Set(version.services.keys).union(job.resolved.services.map(\.name))
    return names.sorted().compactMap { name in
      let (old, new) = (version.services[name], job.resolved[name])
      // a tag that moved names another image than it did
      let oldID = old.flatMap { version.images[$0] }
      let hasMoved = oldID != nil && oldID != new.flatMap { site.imageID($0.image) }
      guard old != new?.image || hasMoved else { return nil }
      return .init(
        name, old: old.map { image($0, oldID) }, new: new.map { image($0.image, nil) },
        data: new.map { data(of: $0, job) } ?? [])
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

  /// The stack stays as it is, failed. What stands is what later cycles come back to: nothing newer
  /// that cannot be used may bring back a version of before.
  private func stay(
    _ run: StackRun, _ failure: ApplyFailure, _ reason: String, _ now: [Container], stands: Bool,
    cutOff: String? = nil
  ) throws(Failure) {
    let problem = failure.problem
    let name = run.job.name
    let running = Work.words(now)
    let message =
      "\(problem.bare); \(reason); " + (running.isEmpty ? "none of it runs" : "left: \(running)")
    // what failed before an earlier version was mended is what is to be remembered
    if !mended.contains(where: { $0.name == name }) || failures[name] == nil {
      failures[name] = Failing(
        run.job.attempt, stands: stands, cutOff: cutOff, since: WallClock.now,
        reason: masker.mask(problem.bare.description), evidence: failure.evidence.map(masker.mask))
    }
    let ways = "commit a change of it, or: converge retry \(name)"
    let hint = ([problem.hint] + (stands ? [ways] : [])).compactMap { $0 }.joined(separator: "; ")
    fail(name, Problem(message, at: problem.place, hint: hint.isEmpty ? nil : hint))
    do throws(Failure) {
      if stands { try keepApplied(run.job, now) }
    } catch {
      guard case .failed(let problem) = error else { throw error }
      note(.error, "\(problem)", name.text)
    }
  }

  /// The version that ran well before failed too.
  private func failAgain(
    _ run: StackRun, _ failure: ApplyFailure, _ now: [Container], hostFault: String?
  ) throws(Failure) {
    let commit = target.commit(of: run.job.name).id.short
    let reason =
      hostFault.map { "\(commit) could not be put back: \($0)" }
      ?? "\(commit), which ran well before, failed like this when put back"
    try stay(run, failure, reason, now, stands: true)
  }

  /// "shop-web-1 (running), shop-db-1 (exited with 1)"
  static func words(_ containers: [Container]) -> String {
    containers.filter { !$0.oneOff }.map { container in
      let code = container.state == .exited ? container.exitCode.map { " with \($0)" } ?? "" : ""
      return "\(container.name) (\(container.state.rawValue)\(code))"
    }.joined(separator: ", ")
  }

  /// What a container said last that is not what it shall be; none of one that runs.
  private func lastWords(of container: Container) -> [String] {
    let hasFailed =
      container.health == .unhealthy || [.restarting, .dead].contains(container.state)
      || container.state == .exited && container.exitCode != 0
    guard hasFailed, !container.oneOff else { return [] }
    let code = container.exitCode.map { Int($0) } ?? 0
    return ContainerFault(
      container.name, service: container.service, .exited(code: code),
      healthOutput: (try? site.engine.inspect(container.id))?.healthOutput,
      log: (try? site.engine.log(of: container.id, lines: 10)) ?? []
    ).evidence
  }

  /// Shows what the containers said, for whoever reads the log at night.
  private func show(_ failure: ApplyFailure, of name: StackName) {
    for line in failure.evidence { note(.warning, line, name.text) }
  }
}
