public import Git
internal import Model
internal import Posix
internal import Signatures

/// What is known of the remotes.
extension Site {
  /// The revision with what is known of all remotes.
  func surveyed(_ revision: Revision, _ repository: Repository) -> Revision {
    if revision.remotes.allSatisfy(\.isSource) { return revision }
    let (id, record) = (revision.commit.id, record.record)
    let dropped = (try? Dropped.commits(record, next: id, repository: repository)) ?? []
    let source = revision.source?.remote ?? record.source(of: id, among: settings.remotes)
    let survey = Survey(
      repository: repository, remotes: settings.remotes, branch: settings.branch,
      deployed: Deployed(id: id, source: source, first: settings.remotes[0].description),
      dropped: dropped.compactMap(ObjectID.init(hex:)), reporter: reporter,
      interruption: interruption, credential: readCredential,
      refusal: { self.refusal(of: $0, repository) })
    var revision = revision
    revision.remotes = survey.run(
      revision.remotes, known: lastCycle?.remotes ?? [],
      asking: options.dryRun ? .none : options.full ? .all : .due)
    return revision
  }

  /// Why a commit of a mirror would be refused once it is to be deployed.
  private func refusal(of id: ObjectID, _ repository: Repository) -> Problem? {
    guard let gate = try? signatureGate() else { return nil }
    do {
      _ = try gate.signer(of: SignedCommit(try repository.commitBytes(id)))
      return nil
    } catch let fault as SignatureFault {
      return Problem(
        "\(id.short) would be refused: \(fault.words(gate.path))", hint: fault.hint(gate.path))
    } catch {
      return Problem("the signature of \(id.short) was not looked at: \(error)")
    }
  }

  /// Reads a credential of this service, or of this machine.
  func readCredential(_ name: String) throws(GitError) -> [UInt8] {
    try Remote.credential(name) { [self] (child) throws(PosixError) in
      try child.run(keeping: lock.raw, stop: interruption.raw, signal: interruption.signal)
    }
  }
}

extension Remote {
  /// Reads a credential of this service, or of this machine.
  public static func hostCredential(_ name: String) throws(GitError) -> [UInt8] {
    try credential(name) { (child) throws(PosixError) in try child.run() }
  }

  fileprivate static func credential(
    _ name: String, run: KeyRing.Runner
  ) throws(GitError) -> [UInt8] {
    let store = CredentialStore(folder: Host.environment("CREDENTIALS_DIRECTORY"))
    do {
      return try store.read(name, run: run)
    } catch {
      throw GitError(.configuration, "use credential:\(name)", "\(error)")
    }
  }
}
