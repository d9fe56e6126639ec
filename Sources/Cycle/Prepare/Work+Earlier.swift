internal import Docker
internal import Model
internal import Posix

/// What runs of a stack whose new version failed before anything was changed.
extension Work {
  /// Goes on mending what drifted of the versions that were put back.
  ///
  /// - Parameter names: the stacks whose folders are those of before again.
  func mendEarlier(_ names: [StackName]) throws(Failure) {
    let stacks = names.compactMap { target.earlier[$0]?.stack }
    if stacks.isEmpty { return }
    // what failed is remembered before another job takes its place
    for name in names { failures[name] = failures[name] ?? failed(name) }
    let knowledge = try site.knowledge(target, isFullPass: false, of: stacks)
    let planner = Planner(
      declaration: target.declaration, protected: [], found: [], selection: Set(names),
      holds: site.holds)
    let pending = planner.plan(observation, knowledge).pending
    if pending.isEmpty { return }
    let resolver = ProjectResolver(
      site: site, compose: compose, target: target, knowledge: knowledge,
      observation: observation, root: site.settings.checkout,
      warnings: Warnings(target: target, reporter: site.reporter))
    for (name, answer) in try resolver.resolve(pending) {
      switch answer {
      case .success(let found):
        let job = try isBroughtBack(name) ? found.withoutOneShots : found
        jobs[name] = job
        if try haveEarlierImages(of: job) { mended.append(job) }
      case .failure(let problem): note(.warning, "\(problem)", name.text)
      }
    }
  }

  /// - Returns: whether its images are here, as it had them.
  private func haveEarlierImages(of job: StackJob) throws(Failure) -> Bool {
    do throws(Failure) {
      try nameVerifiedImages(of: job.name)
      try haveImages(of: job)
      return true
    } catch {
      guard case .failed(let problem) = error else { throw error }
      note(.warning, "\(problem)", job.name.text)
      return false
    }
  }

  /// What is to be remembered of the commit's version of a stack.
  private func failed(_ name: StackName) -> Failing? {
    guard let job = jobs[name], case .failed(let problem) = outcomes[name] else { return nil }
    return Failing(
      job.attempt, stands: false, since: WallClock.now, reason: problem.bare.description)
  }
}
