internal import Model
internal import Posix

/// What is remembered of a cycle.
extension Work {
  /// Notes what was applied, as the containers show it.
  func keepReceipt(of run: StackRun, _ containers: [Container]) throws(Failure) {
    let (job, changes) = (run.job, run.changes)
    var services: [String: ServiceReceipt] = [:]
    var postponed: [String] = []
    for step in job.steps {
      guard var service = job.wanted[step.service] else { continue }
      let applied = job.receipt?.services[step.service]
      if step.action == .leave, !step.causes.isEmpty {
        services[step.service] = applied
        postponed.append(step.service)
        continue
      }
      let own = containers.of(step.service)
      service.configHash = own.first?.configHash
      service.imageID = imageID(of: own, service.image)
      let isIdle = step.action == .rest && own.contains { $0.state == .created }
      service.isIdle = isIdle ? true : nil
      services[step.service] = service
    }
    let causes = changes.isEmpty ? job.causes : changes.flatMap(\.causes)
    let receipt = StackReceipt(
      commit: job.commit, time: WallClock.now,
      causes: causes.distinctWords.map(masker.mask),
      compose: composeVersion, digests: job.digests,
      reach: job.reach, services: services, postponed: postponed)
    try keepApplied(job, containers)
    // where nothing was done, the receipt of what was done last stays
    let isAttempt = !job.services(.run).isEmpty
    if changes.isEmpty, !isAttempt, job.receipt?.says(sameAs: receipt) == true { return }
    try site.state.keep(receipt, of: job.name, seal: site.seal.id)
  }

  /// The image that the containers of a service shall run: theirs, unless that is not the one of the
  /// digest that the file names.
  private func imageID(of own: [Container], _ name: String) -> String? {
    guard let container = own.first, ImageVersion(name).isPinned else {
      return own.first?.imageID
    }
    return site.expectedImage(of: container, named: name) ?? container.imageID
  }

  /// Notes what stands in the stack's place now, and what it used. A version that was held back is
  /// forgotten where the commit's own, another one, has been applied.
  func keepApplied(_ job: StackJob, _ containers: [Container]) throws(Failure) {
    let version = job.version(containers)
    try site.change(job.name) { record in
      if record.applied?.commit != version.commit
        || record.applied?.deployment != version.deployment
      {
        if record.applied?.deployment != version.deployment {
          record.previous = record.applied?.commit
        }
        record.applied = version
      }
      if target.earlier[job.name] == nil, record.heldBack?.attempt.deployment != version.deployment
      {
        record.heldBack = nil
      }
      for (name, id) in version.images where record.images[id]?.contains(name) != true {
        record.images[id, default: []].append(name)
      }
    }
  }

  /// Notes that one-shots are about to run, so that they need not run again where this is cut off
  /// when they have. Where that cannot be noted they do.
  func noteAttempt(_ job: StackJob) {
    guard var receipt = job.receipt, !job.services(.run).isEmpty else { return }
    // what ran at the first of several tries need not run again either
    if receipt.attempt?.deployment == job.digests.deployment { return }
    receipt.attempt = .init(deployment: job.digests.deployment, time: WallClock.now)
    try? site.state.keep(receipt, of: job.name, seal: site.seal.id)
  }

  /// Puts away what is no longer needed, and notes whether anything is left to do.
  func finish() throws(Failure) {
    try forgetHeldBack()
    try retirePlaintexts()
    try forgetStacks()
    try removeForgottenImages()
    try site.forgetRequests { (name) throws(Failure) in
      let isHeldBack = try self.site.record(of: name).heldBack != nil
      // nothing of it could even be read, say
      return isHeldBack && self.jobs[name] == nil && self.outcomes[name]?.failed == true
    }
    if planner.selection == nil { try settle() }
  }

  /// Versions that were held back and are no longer what is committed, where what is committed is
  /// what runs: a change was taken back.
  private func forgetHeldBack() throws(Failure) {
    for case .keep(let stack) in plan.stacks where target.earlier[stack.name] == nil {
      try site.change(stack.name) { $0.heldBack = nil }
    }
  }

  /// What is kept of stacks that are gone.
  private func forgetStacks() throws(Failure) {
    if planner.selection != nil || !declaration.missing.isEmpty { return }
    func isGone(_ stack: StackName) -> Bool {
      !declaration.declares(stack.text) && observation.containers(of: stack.text).isEmpty
        && !site.isOnHold(stack)
    }
    for stack in site.state.receiptNames() where isGone(stack) {
      try site.state.removeReceipt(of: stack)
    }
    try site.forgetVersions(target.repository, where: isGone)
  }

  /// Removes the plaintexts that nothing needs any more: their source is gone, and no container
  /// of their stack is left, or the stack was applied without them.
  private func retirePlaintexts() throws(Failure) {
    if planner.selection != nil || !declaration.missing.isEmpty { return }
    let failed = outcomes.values.contains(where: \.failed)
    var keeper = try site.secretKeeper(target.repository)
    try keeper.retire(except: declaration.secrets) { path in
      let parts = path.split(separator: "/").map(String.init)
      guard parts.count > 2, parts[0] == "stacks", let owner = StackName(parts[1]) else {
        return failed
      }
      if site.isOnHold(owner) { return true }
      if declaration.declares(owner.text) { return outcomes[owner]?.failed ?? false }
      return !observation.containers(of: owner.text).isEmpty
    }
  }

  /// Notes what everything looks like if nothing is left to do. Files that were written moments ago
  /// are looked at again, so that the next cycle need not.
  private func settle() throws(Failure) {
    let last = site.knownSettled()?.fullPass ?? 0
    let fullPass = knowledge.isFullPass ? WallClock.now : last
    let failed =
      !plan.teardown.refused.isEmpty || plan.stacks.contains { outcome(of: $0).failed }
      || removals.contains { if case .failed = $0.removal { true } else { false } }
    if !failed {
      try site.refreshIndex(target)
      try look()
    }
    let receipts = site.receipts(of: declaration)
    let isSettled = !failed && site.isInOrder(declaration, receipts, observation)
    try site.settle(target, receipts, isSettled ? observation : nil, fullPass: fullPass)
  }
}

extension [Cause] {
  /// Each of them once.
  fileprivate var distinctWords: [String] {
    var seen: Set<String> = []
    return map(\.description).filter { seen.insert($0).inserted }
  }
}
