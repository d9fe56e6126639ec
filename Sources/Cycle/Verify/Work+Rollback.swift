internal import Docker
internal import Model
internal import Posix

/// Going back: the last verified version of a stack takes the place of the one that failed.
extension Work {
  /// Holds the failed version back, on disk first, and gets the one before ready to be applied.
  func rollBack(
    _ run: StackRun, to version: StackRecord.Version, after failure: ApplyFailure
  ) throws(Failure) -> StackRun {
    let job = run.job
    let name = job.name
    let heldBack = try heldBack(job, version, failure)
    try site.change(name) { record in
      record.heldBack = heldBack
      record.failing = nil
      record.owesPostDeploy = false
    }
    // where somebody asked for that version, he has had it
    if let time = site.retries[name] { try site.state.settleRequests(retries: [name: time]) }
    let from = target.commit(of: name).id.short
    site.reporter.note(
      Event(
        .error,
        "\(heldBack.reason); going back from \(from) to \(version.commit.prefix(7))"
          + (heldBack.notRolledBack.isEmpty
            ? "" : "; not taken back: \(heldBack.notRolledBack.joined(separator: ", "))"),
        stack: name.text, commit: from, stage: .verify))
    site.reporter.progress(.doing(stack: name.text, "going back"))
    try site.use(version, of: name, for: .heldBack(heldBack, waiting: nil), &target)
    guard let stack = target.earlier[name]?.stack else {
      throw .failed(Problem("its version of \(version.commit.prefix(7)) cannot be put back"))
    }
    try site.composeTree(of: &target)
    try site.checkOut(&target)
    let old = try earlierJob(stack, from: from)
    nameImages(of: version, name)
    try haveImages(of: old)
    jobs[name] = old
    return StackRun(
      old, before: observation.containers(of: name.text), engine: site.engine,
      seconds: site.limit(site.deadlines.up), isRollback: true, runsOneShots: false,
      note: { [self] in note($0, $1, name.text) })
  }

  private func heldBack(
    _ job: StackJob, _ version: StackRecord.Version, _ failure: ApplyFailure
  ) throws(Failure) -> HeldBack {
    HeldBack(
      job.attempt, since: WallClock.now,
      reason: masker.mask(failure.problem.bare.description),
      evidence: failure.evidence.map(masker.mask),
      notRolledBack: try site.changedOutside(job, since: version, target))
  }

  /// The version of before, as Compose understands it. One-shots do not run again.
  private func earlierJob(_ stack: Stack, from commit: String) throws(Failure) -> StackJob {
    let name = stack.name
    try look()
    var knowledge = try site.knowledge(target, isFullPass: false, of: [stack])
    knowledge.rolledBack[name] = commit
    let resolver = ProjectResolver(
      site: site, compose: compose, target: target, knowledge: knowledge,
      observation: observation, root: site.settings.checkout,
      warnings: Warnings(target: target, reporter: site.reporter))
    switch try resolver.resolve([(stack, [.rolledBack(from: commit)])])[name] {
    case .success(let job): return job.withoutOneShots
    case .failure(let problem): throw .failed(problem)
    case nil: throw .failed(Problem("was not reached"))
    }
  }
}
