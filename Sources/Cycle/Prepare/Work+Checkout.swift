internal import Model
internal import Posix

/// The files that stacks run from.
extension Work {
  /// Writes the files of the target; of stacks that failed so far, those of what was applied last.
  func checkOut() throws(Failure) {
    try site.readHolds()
    let names = try putBack()
    try site.composeTree(of: &target)
    noteMounts()
    try site.checkOut(&target)
    for name in jobs.keys { try refresh(name) }
    try mendEarlier(names)
  }

  /// Puts the folders of stacks that failed back to what was applied last.
  ///
  /// - Returns: the stacks concerned.
  private func putBack() throws(Failure) -> [StackName] {
    let before = target.earlier
    for (name, outcome) in outcomes {
      guard case .failed(let problem) = outcome, target.earlier[name] == nil,
        target.waiting[name] == nil, failures[name]?.stands != true,
        let earlier = try site.record(of: name).earlier,
        earlier.commit != target.commit.id.hex
      else { continue }
      try site.use(earlier, of: name, for: .unusable(problem), &target)
    }
    let names = target.earlier.keys.filter { before[$0] == nil }
    if !names.isEmpty { try site.composeTree(of: &target) }
    return names.sorted { $0.text < $1.text }
  }

  /// Puts back the folders of stacks whose failure changed nothing, and remembers what failed, with
  /// the time before which it is not tried again.
  func settleFailures() throws(Failure) {
    let tree = target.tree
    let names = try putBack()
    if target.tree != tree {
      try site.checkOut(&target)
      try keepMounts(of: names)
    }
    for (name, outcome) in outcomes {
      guard case .failed(let problem) = outcome, let failing = failing(name, problem) else {
        continue
      }
      try site.change(name) { record in
        var new = failing
        if let old = record.failing, old.attempt.deployment == new.attempt.deployment {
          (new.since, new.times) = (old.since, min(old.times, 1 << 20) + 1)
        }
        new.nextTry = WallClock.now + Failing.pause(after: new.times)
        record.failing = new
        if isRetriedInVain(name, new, record) { record.heldBack = nil }
      }
    }
  }

  /// Whether somebody asked for a version that was held back, and it could not be tried: from now on
  /// it is one that could not be applied, and is tried again as such.
  private func isRetriedInVain(_ name: StackName, _ new: Failing, _ record: StackRecord) -> Bool {
    site.retries[name] != nil && !new.stands
      && record.heldBack?.attempt.deployment == new.attempt.deployment
      && record.applied?.deployment == record.verified?.deployment
  }

  /// What is to be remembered of a stack that was tried in this cycle.
  private func failing(_ name: StackName, _ problem: Problem) -> Failing? {
    if case .failing = target.earlier[name]?.reason { return nil }
    if refused.contains(name) { return nil }
    if let failing = failures[name] { return failing }
    guard let job = jobs[name], job.commit == target.commit.id.hex else { return nil }
    return Failing(
      job.attempt, stands: false, since: WallClock.now, reason: problem.bare.description)
  }

  /// What receipts say of mounted files is what stands there now.
  func refresh(_ name: StackName) throws(Failure) {
    guard let job = jobs[name] else { return }
    do {
      jobs[name]?.wanted = try Wanted(of: job.stack, target, site).receipts(of: job.resolved)
    } catch {
      throw Failure(error)
    }
  }
}
