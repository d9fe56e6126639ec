internal import Git
internal import Model
internal import Posix
internal import Secrets

/// What a cycle leaves for those who ask later.
extension Site {
  /// Leaves how a cycle without changes went. What it says of the stacks stands there already,
  /// unless the machine was started since.
  func leave(
    _ settled: Settled, _ summary: Summary, _ revision: Revision, _ observation: Observation,
    _ masker: Masker
  ) {
    let rhythm = rhythm()
    let note = CycleNote(
      started: started, finished: WallClock.now, exitCode: summary.exitCode, result: summary.line,
      remotes: revision.remotes, twin: revision.twin?.description, isQuiet: true,
      settled: settled.fingerprint, rhythm: rhythm)
    leave { () throws(Problem) in
      if lastCycle?.settled == settled.fingerprint {
        try runFolder.write(note)
        if let tell = reporter.status, let status = try runFolder.read() { tell(status) }
        return
      }
      let names = settled.declared.compactMap(StackName.init)
      var status = status(summary, revision, observation, names, masker)
      status.lastFullPass = settled.fullPass
      try runFolder.write(status, settled: settled.fingerprint, rhythm: rhythm)
      reporter.status?(status)
    }
  }

  /// Leaves what became of each stack.
  func leave(_ work: Work, _ summary: Summary, _ revision: Revision) {
    let settled = knownSettled()
    var status = status(
      summary, revision, work.observation, work.declaration.stacks.map(\.name),
      work.masker)
    status.lastFullPass = settled?.fullPass
    status.removed = work.removals.compactMap { item in
      if case .removed = item.removal { item.project } else { nil }
    }
    let notRemoved = work.notRemoved
    status.notRemoved = notRemoved.isEmpty ? nil : notRemoved
    let rhythm = rhythm()
    leave { () throws(Problem) in
      try runFolder.write(status, settled: settled?.fingerprint ?? "", rhythm: rhythm)
    }
    reporter.status?(status)
  }

  /// Leaves why a cycle ended early, and what it had put in the place of what ran; of the stacks
  /// nothing else is known.
  ///
  /// - Parameter revision: what it had fetched; nil where it did not come that far.
  func leave(_ failure: Failure, _ revision: Revision?) {
    let known = (try? runFolder.read()) ?? nil
    var status =
      known
      ?? HostStatus(
        host: host, branch: settings.branch, started: started, finished: started, exitCode: 0,
        result: "")
    status.stacks = status.stacks.map(inPlace)
    let culprit = failure.culprit(revision)
    if !remotes.isEmpty {
      status.remotes = remotes.filled(from: status.remotes).map {
        $0.afterFailure(accepted: record.record.accepted, culprit)
      }
    }
    let place = culprit.map { "commit \($0.short): " } ?? ""
    let rhythm = rhythm()
    leave { () throws(Problem) in
      try runFolder.write(status.after(failure, at: place, started: started), rhythm: rhythm)
    }
  }

  /// The same with the version that stands in its place now.
  private func inPlace(_ known: StackStatus) -> StackStatus {
    guard let name = StackName(known.name), let runs = known.runs,
      let record = try? record(of: name), record.applied?.commit != runs.commit
    else { return known }
    var status = known
    status.runs = RunningVersion(record, containers: runs.containers)
    let receipt = state.receipt(of: name, seal: seal.id) { _ in }
    (status.commit, status.applied) = (receipt?.commit, receipt?.time)
    return status
  }

  /// The rhythm of the service with this cycle, where it is one of the service's; tells when the
  /// next is to be expected.
  private func rhythm() -> Rhythm? {
    guard options.isService else { return lastCycle?.rhythm }
    let rhythm = lastCycle?.rhythm?.after(start: started) ?? Rhythm(last: started)
    if let next = rhythm.expected(after: WallClock.now) { reporter.progress(.next(next)) }
    return rhythm
  }

  private func leave(_ body: () throws(Problem) -> Void) {
    do {
      try body()
    } catch {
      reporter.note(Event(.warning, "\(error)"))
    }
  }

  private func status(
    _ summary: Summary, _ revision: Revision, _ observation: Observation, _ stacks: [StackName],
    _ masker: Masker
  ) -> HostStatus {
    var host = HostStatus(
      host: host, branch: settings.branch, commit: revision.commit.note, started: started,
      finished: WallClock.now, exitCode: summary.exitCode, result: summary.line,
      remotes: revision.remotes,
      stacks: stacks.map { name in
        let outcome = summary.stacks.first { $0.name == name }?.outcome ?? .unchanged
        var status = status(name, observation, outcome, masker)
        status.heldBack = status.heldBack ?? summary.alsoHeldBack[name]
        return status
      })
    host.twin = revision.twin?.description
    let others = observation.projects.subtracting(stacks.map(\.text))
    host.note(left: Cycle.steps(for: others, settings, found: record.record.found, holds))
    return host
  }

  private func status(
    _ name: StackName, _ observation: Observation, _ outcome: Outcome, _ masker: Masker
  ) -> StackStatus {
    let receipt = state.receipt(of: name, seal: seal.id) { _ in }
    let containers = observation.containers(of: name.text)
    var status = StackStatus(
      name.text, outcome.state, commit: receipt?.commit, applied: receipt?.time,
      causes: receipt?.causes ?? [],
      drift: drift(of: name, receipt, containers).map { masker.mask("\($0)") },
      paused: containers.filter { $0.state == .paused }.map { masker.mask($0.name) })
    if case .failed(let problem) = outcome {
      status.problem = problem.description
      // what is on record may have failed for another reason, before what failed now
      let failing = (try? record(of: name))?.failing
      status.failing = failing.flatMap { problem.message.hasPrefix($0.reason) ? $0 : nil }
    }
    if case .onHold(let hold) = outcome { status.hold = hold }
    status.heldBack = outcome.heldBack
    status.runs = (try? record(of: name)).map {
      RunningVersion($0, containers: RunningVersion.count(containers))
    }
    return status
  }

  /// How what runs of a stack differs from what was applied.
  func drift(
    of name: StackName, _ receipt: StackReceipt?, _ containers: [Container]
  ) -> [Drift] {
    guard let receipt else { return [] }
    return StackDrift(name, receipt, containers, receipt.inodes(in: settings.checkout)).all
  }
}

extension Failure {
  /// The commit that cannot be used, where that is why.
  fileprivate func culprit(_ revision: Revision?) -> ObjectID? {
    if case .declarationInvalid = self { revision?.commit.id } else { nil }
  }
}

extension RemoteStatus {
  /// The same where a cycle ended early: what it did not come to deploy is not in use.
  fileprivate func afterFailure(accepted: String?, _ culprit: ObjectID?) -> RemoteStatus {
    guard isSource, head != accepted else { return self }
    var status = self
    (status.isSource, status.behind) = (false, nil)
    if let culprit, head == culprit.hex {
      status.isHeadRefused = true
      status.problem = "\(culprit.short) cannot be used"
      status.advice = "the last cycle says why"
    }
    return status
  }
}

extension [RemoteStatus] {
  /// The same with what was known before: of those that were not asked all, of those that did not
  /// answer what they showed last.
  fileprivate func filled(from known: [RemoteStatus]) -> [RemoteStatus] {
    map { remote in
      let old = known.first { $0.url == remote.url }
      if remote.state == .notAsked { return old ?? remote }
      var remote = remote
      remote.lastAsked = WallClock.now
      if remote.hasFailed { remote.remember(old) }
      return remote
    }
  }
}

extension Outcome {
  fileprivate var state: StackStatus.State {
    switch self {
    case .unchanged: .unchanged
    case .changed: .changed
    case .failed: .failed
    case .heldBack, .rolledBack: .heldBack
    case .onHold: .onHold
    }
  }
}
