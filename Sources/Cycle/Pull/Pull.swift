internal import Git
internal import Model
internal import Posix

/// Fetches the branch from the first remote that answers, and chooses the commit to deploy.
struct Pull {
  /// Seconds that one remote has to answer and to send what is new.
  static let deadline = 300.0

  let repository: Repository
  let remotes: [Remote]
  let branch: String
  let record: Record
  let reporter: Reporter
  let interruption: Interruption
  let credential: Remote.CredentialReader
  /// Whether a person said that another history is right.
  let isAdopted: Bool
  /// nil where commits need not be signed.
  let gate: SignatureGate?

  private var dropped: [ObjectID] { record.dropped.compactMap(ObjectID.init(hex:)) }
  var accepted: ObjectID? { record.accepted.flatMap(ObjectID.init(hex:)) }

  /// - Throws: `.noRemote` where none answered and nothing was fetched before;
  ///   `.failed` where the object store is damaged or its disk full; `.stopped`.
  func run() throws(Failure) -> Revision {
    var asked: [RemoteStatus] = []
    var seen: [String: ObjectID] = [:]
    for (index, remote) in remotes.enumerated() {
      try interruption.check()
      switch try head(of: remote, isLast: index == remotes.count - 1) {
      case .success(let head):
        let decision = try decision(head, of: remote, isFirst: index == 0)
        let status = try reached(remote, head, decision)
        seen[remote.description] = head
        if case .stay = decision {
          asked.append(status)
          continue
        }
        let rest = remotes[(index + 1)...].map { RemoteStatus(url: $0.description, .notAsked) }
        let revision = Revision(
          commit: try commit(head), remoteReached: true, seen: seen,
          remotes: asked + [status] + rest)
        return try vouched(revision, from: remote)
      case .failure(let error):
        asked.append(RemoteStatus(url: remote.description, error))
      }
    }
    return try staying(seen, asked)
  }

  private func head(of remote: Remote, isLast: Bool) throws(Failure) -> Result<ObjectID, GitError> {
    do {
      return .success(
        try repository.fetch(
          remote, branch: branch, deadline: Pull.deadline, credential: credential,
          stop: interruption.raw
        ).head)
    } catch {
      try interruption.check()
      if [.damaged, .full].contains(error.code) { throw Failure(error) }
      let next = isLast ? "" : "; trying the next remote"
      // a server that is not who it says it is may be an attack
      let severity: Event.Severity = error.code == .untrusted ? .error : .warning
      reporter.note(Event(severity, "pull: \(error)\(next)"))
      return .failure(error)
    }
  }

  private func decision(
    _ head: ObjectID, of remote: Remote, isFirst: Bool
  ) throws(Failure) -> Succession {
    let heads = Succession.Heads(
      new: head, accepted: accepted,
      lastSeen: record.heads[remote.description].flatMap(ObjectID.init(hex:)),
      isFirstRemote: isFirst, dropped: dropped, isAdopted: isAdopted)
    do {
      return try Succession.decide(
        heads, descends: { (new, old) throws(GitError) in try repository.isAncestor(old, of: new) },
        related: { (one, other) throws(GitError) in try repository.areRelated(one, other) })
    } catch {
      throw Failure(error)
    }
  }

  /// Tells what a remote shows, and whether it is followed.
  private func reached(
    _ remote: Remote, _ head: ObjectID, _ decision: Succession
  ) throws(Failure) -> RemoteStatus {
    var status = RemoteStatus(
      url: remote.description, .reached, head: head.hex, lastReached: WallClock.now)
    guard case .stay(let reason) = decision, let accepted else {
      let text = "pull: \(branch) at \(head.short) from \(remote)"
      reporter.note(Event(decision == .current ? .debug : .info, text))
      (status.isSource, status.behind) = (true, 0)
      return status
    }
    status.problem = reason
    let standing = try? Standing(of: head, deployed: accepted, dropped: dropped, repository)
    status.note(standing ?? .unknown)
    reporter.note(
      Event(
        .warning,
        "pull: staying at \(accepted.short): \(remote) shows \(head.short), "
          + "which does not descend from it; \(reason)"))
    if standing == .diverged { reporter.note(alarm(remote, head, accepted)) }
    return status
  }

  private func alarm(_ remote: Remote, _ head: ObjectID, _ accepted: ObjectID) -> Event {
    let source = remotes.map(\.description).first {
      $0 != remote.description && record.heads[$0] == accepted.hex
    }
    return Survey.alarm(
      remote.description, head.hex, accepted,
      source ?? "an earlier fetch")
  }

  func commit(_ id: ObjectID) throws(Failure) -> Commit {
    let found: Commit?
    do {
      found = try repository.contains(id) ? try repository.commit(id) : nil
    } catch {
      throw Failure(error)
    }
    guard let found else { throw Pull.lost(id) }
    return found
  }

  private static func lost(_ commit: ObjectID) -> Failure {
    .failed(
      Problem(
        "the commit deployed last, \(commit.short), is neither here nor on the remote",
        hint: "push it, or a commit that follows it"))
  }

  /// No remote shows anything to follow, or none answered.
  private func staying(
    _ seen: [String: ObjectID], _ asked: [RemoteStatus]
  ) throws(Failure) -> Revision {
    guard !seen.isEmpty, let accepted else { return try withoutRemote(asked) }
    return try vouched(
      Revision(commit: try commit(accepted), remoteReached: true, seen: seen, remotes: asked))
  }

  private func withoutRemote(_ asked: [RemoteStatus]) throws(Failure) -> Revision {
    guard let accepted else {
      throw .noRemote(
        Problem(
          "nothing could be fetched from any remote, now or before",
          hint: "see the warnings above; `remotes` in the configuration lists them"))
    }
    let commit = try commit(accepted)
    reporter.note(
      Event(
        .warning,
        "pull: nothing fetched from any remote; going on with \(accepted.short), fetched before"))
    return try vouched(
      Revision(commit: commit, remoteReached: false, seen: [:], remotes: asked))
  }
}
