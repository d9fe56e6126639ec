internal import Checkout
internal import Git
internal import Model
internal import Posix

/// From the remotes to the commit that is deployed.
extension Site {
  /// The reference that keeps the accepted commit's objects.
  static let acceptedReference = "refs/converge/accepted"

  /// Seconds between two times that a repository is set aside: each one takes its room on the disk.
  private static let betweenRenewals: Int64 = 3600

  /// Fetches, and chooses the commit to deploy.
  func pull() throws(Failure) -> (Repository, Revision) {
    do {
      return try pull(into: openRepository())
    } catch {
      return try pullAnew(after: error)
    }
  }

  /// Makes sure that every object of the commit is here.
  func complete(
    _ repository: Repository, _ revision: Revision
  ) throws(Failure) -> (Repository, Revision) {
    do {
      try check(repository, revision)
      return (repository, revision)
    } catch {
      return try pullAnew(after: error)
    }
  }

  /// A repository that is damaged is set aside and fetched anew: it holds nothing that the remotes
  /// do not have.
  private func pullAnew(after failure: Failure) throws(Failure) -> (Repository, Revision) {
    guard case .damaged(let problem) = failure, !options.dryRun else { throw failure }
    if let aside = Repository.setAside(in: settings.checkout, within: Site.betweenRenewals) {
      let text = "the repository is damaged again; \(aside) was set aside less than an hour ago"
      reporter.note(Event(.warning, "pull: \(text); look at the disk", stage: .pull))
      throw failure
    }
    reporter.note(Event(.warning, "pull: \(problem.bare); fetching everything anew", stage: .pull))
    do {
      let (repository, aside) = try Repository.renew(settings.checkout, branch: settings.branch)
      reporter.note(
        Event(.warning, "pull: the damaged repository is now \(aside); remove it", stage: .pull))
      let (_, revision) = try pull(into: repository)
      try check(repository, revision)
      return (repository, revision)
    } catch {
      throw Failure(any: error)
    }
  }

  private func pull(into repository: Repository) throws(Failure) -> (Repository, Revision) {
    repository.goesOn = { [interruption] in interruption.signal() == nil }
    var pull = Pull(
      repository: repository, remotes: settings.remotes, branch: settings.branch,
      record: record.record, reporter: reporter, interruption: interruption,
      credential: readCredential, isAdopted: options.adopt, gate: try signatureGate())
    defer { remotes = pull.statuses }
    var revision = try pull.run()
    revision.twin = twin(in: revision.commit.tree, repository)
    try noteApproval(revision)
    return (repository, revision)
  }

  /// Tells what may be deployed; nil where commits need not be signed.
  func signatureGate() throws(Failure) -> SignatureGate? {
    guard let path = settings.allowedSigners else { return nil }
    return try SignatureGate.open(path, stop: interruption.raw)
  }

  /// Spares the next cycles the look at a signature that was found good anew.
  private func noteApproval(_ revision: Revision) throws(Failure) {
    guard let approved = revision.approved, !options.dryRun,
      record.record.accepted == revision.commit.id.hex
    else { return }
    try update { $0.approved = approved }
  }

  private func check(_ repository: Repository, _ revision: Revision) throws(Failure) {
    let isComplete: Bool
    do {
      isComplete = try repository.isComplete(revision.commit.id)
      for name in ["HEAD", Site.acceptedReference, Records.deployed, Records.checkout] {
        _ = try repository.commitID(of: name)
      }
    } catch {
      try interruption.check()
      throw Failure(error)
    }
    guard isComplete else {
      throw Failure(GitError(.damaged, "read \(revision.commit.id.short)", "objects are missing"))
    }
  }

  /// Opens the repository in the checkout, making it at the first run beside whatever is there.
  private func openRepository() throws(Failure) -> Repository {
    do {
      try WorkTree.prepare(root: settings.checkout)
      let locks = options.dryRun ? [] : try StaleLocks.remove(in: settings.checkout)
      for lock in locks { reportStale(lock) }
    } catch {
      throw Failure(error)
    }
    do {
      return try Repository.open(settings.checkout)
    } catch {
      guard error.code == .notFound else { throw Failure(error) }
    }
    do {
      return try Repository.create(settings.checkout, branch: settings.branch)
    } catch {
      throw Failure(error)
    }
  }

  /// Keeps the repository quick to look into, however many commits come. What fails here is not the
  /// cycle's failure, and is tried again after the next commit.
  func joinPacks(of repository: Repository) {
    repository.goesOn = { [interruption] in interruption.signal() == nil }
    do {
      try repository.joinPacks()
    } catch {
      guard error.code != .interrupted else { return }
      reporter.note(Event(.warning, "\(error); nothing is lost, the next deployment tries again"))
    }
  }

  /// Reads the declaration from the commit, before any file of it is written.
  func load(_ revision: Revision, _ repository: Repository) throws(Failure) -> Declaration {
    let loader = DeclarationLoader(
      repository: repository, tree: revision.commit.tree, host: host)
    let declaration = try loader.load()
    for name in options.stacks where !declaration.declares(name) {
      throw .usage(
        Problem(
          "\(name) is not declared for \(host)",
          hint: "declared are: \(declaration.stacks.map(\.name.text).joined(separator: ", "))"))
    }
    return declaration
  }

  /// The planner for this cycle, which knows the projects that were found here at the first one.
  func planner(_ declaration: Declaration, _ observation: Observation) -> Planner {
    var found = isFirst ? observation.projects : record.record.found
    found.subtract(declaration.stacks.map(\.name.text))
    // what is on hold now is not removed now, and not later by a cycle that was not asked to
    if options.teardownForeign { found.formIntersection(holds.keys.map(\.text)) }
    let selection = options.stacks.compactMap(StackName.init)
    return Planner(
      declaration: declaration, protected: Set(settings.protect), found: found,
      selection: options.stacks.isEmpty ? nil : Set(selection),
      holds: holds, teardownLimit: settings.teardownLimit)
  }

  /// Records, before anything changes, which commit is deployed and what was found here.
  func accept(
    _ target: Target, _ planner: Planner
  ) throws(Failure) {
    let revision = target.revision
    var next: Record
    do {
      let repository = target.repository
      next = try record.record.accepting(revision, repository)
      if try repository.commitID(of: Site.acceptedReference) != revision.commit.id {
        try repository.setReference(Site.acceptedReference, to: revision.commit.id)
      }
    } catch {
      throw Failure(error)
    }
    (next.host, next.found) = (host, planner.found)
    try update { $0 = next }
  }
}
