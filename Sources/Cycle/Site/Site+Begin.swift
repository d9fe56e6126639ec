internal import Docker
internal import Git
internal import Model
internal import Secrets

/// From a commit to a plan, and from a plan to work.
extension Site {
  /// Reads what the commit declares, before any file of it is written.
  func target(_ revision: Revision, _ repository: Repository) throws(Failure) -> Target {
    try recallPlaintexts(repository)
    let declaration = try load(revision, repository)
    let secrets = try openSecrets(declaration, repository)
    var target = Target(
      repository: repository, revision: revision, declaration: declaration, secrets: secrets,
      masker: try masker(secrets, repository), tree: revision.commit.tree)
    try chooseVersions(&target)
    return target
  }

  /// Whether Compose is to compare everything in this cycle.
  func isFullPass() -> Bool {
    if options.full { return true }
    return isFullPassDue(since: knownSettled()?.fullPass ?? 0)
  }

  /// Gets ready to carry out a plan.
  func begin(
    _ plan: Plan, _ planner: Planner, _ knowledge: Knowledge, _ target: Target,
    _ observation: Observation
  ) throws(Failure) -> Work {
    // nothing to do is found out without starting a single program
    let isIdle = !plan.hasWork
    let (compose, version) = isIdle ? (idleCompose(), nil) : try compose()
    return Work(
      site: self, planner: planner, target: target, compose: compose, composeVersion: version,
      knowledge: knowledge, plan: plan, observation: observation)
  }

  /// Knows the values of before too, and those of stacks that are not declared any more: containers
  /// that still have them are named and removed, and hooks may print them.
  private func masker(
    _ secrets: OpenSecrets, _ repository: Repository
  ) throws(Failure) -> Masker {
    var masker = Masker()
    try secretKeeper(repository).tell(&masker)
    LayerFolder(state: settings.state).tell(&masker)
    for (file, bytes) in secrets.plaintexts { masker.add(plaintext: bytes, named: file.path) }
    return masker
  }
}

extension Plan {
  /// The stacks to apply, with their causes, in the order of the list.
  var pending: [(stack: Stack, causes: [Cause])] {
    stacks.compactMap { step in
      if case .apply(let stack, let causes) = step { (stack, causes) } else { nil }
    }
  }

  /// Whether Compose has something to do.
  var hasWork: Bool {
    !teardown.removed.isEmpty || !pending.isEmpty
  }
}
