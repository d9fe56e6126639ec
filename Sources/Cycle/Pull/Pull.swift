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
  /// nil where commits need not be signed.
  let gate: SignatureGate?

  var accepted: ObjectID? { record.accepted.flatMap(ObjectID.init(hex:)) }

  /// - Throws: `.noRemote` where none answered and nothing was fetched before;
  ///   `.failed` where the object store is damaged or its disk full; `.stopped`.
  func run() throws(Failure) -> Revision {
    var asked: [RemoteStatus] = []
    for (index, remote) in remotes.enumerated() {
      try interruption.check()
      switch try head(of: remote, isLast: index == remotes.count - 1) {
      case .success(let head):
        return try choose(head, from: remote, isFirst: index == 0, asked: asked)
      case .failure(let error):
        asked.append(
          RemoteStatus(url: remote.description, .unreachable, problem: error.description))
      }
    }
    return try withoutRemote(asked)
  }

  private func head(of remote: Remote, isLast: Bool) throws(Failure) -> Result<ObjectID, GitError> {
    do {
      return .success(
        try repository.fetch(
          remote, branch: branch, deadline: Pull.deadline, stop: interruption.raw
        ).head)
    } catch {
      try interruption.check()
      if [.damaged, .full].contains(error.code) { throw Failure(error) }
      let next = isLast ? "" : "; trying the next remote"
      reporter.note(Event(.warning, "pull: \(error)\(next)"))
      return .failure(error)
    }
  }

  private func choose(
    _ head: ObjectID, from remote: Remote, isFirst: Bool, asked: [RemoteStatus]
  ) throws(Failure) -> Revision {
    let heads = Succession.Heads(
      new: head, accepted: accepted,
      lastSeen: record.heads[remote.description].flatMap(ObjectID.init(hex:)),
      isFirstRemote: isFirst)
    let decision: Succession
    do {
      decision = try Succession.decide(heads) { (new, old) throws(GitError) in
        guard try repository.contains(old), try repository.contains(new) else { return false }
        return try repository.descends(new, from: old)
      }
    } catch {
      throw Failure(error)
    }
    let vouched = try vouch(decided(decision, head, from: remote), from: remote)
    var remotes = reached(remote, head, vouched.commit, decision, rest: asked.count + 1)
    if let refusal = vouched.refusal { remotes[0].problem = refusal }
    // a head that was refused is still new once its key is allowed
    return Revision(
      commit: try commit(vouched.commit), remoteReached: true,
      seen: vouched.isHeadRefused ? nil : (remote.description, head), remotes: asked + remotes,
      refusal: vouched.refusal, approved: vouched.approved)
  }

  /// The remote that answered, and those behind it, which were not asked.
  private func reached(
    _ remote: Remote, _ head: ObjectID, _ chosen: ObjectID, _ decision: Succession, rest: Int
  ) -> [RemoteStatus] {
    var status = RemoteStatus(
      url: remote.description, .reached, head: head.hex, isSource: head == chosen,
      behind: head == chosen ? 0 : try? repository.commits(of: chosen, without: head),
      lastReached: WallClock.now)
    if case .stay(let reason) = decision { status.problem = reason }
    return [status] + remotes[rest...].map { RemoteStatus(url: $0.description, .notAsked) }
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

  private func decided(
    _ decision: Succession, _ head: ObjectID, from remote: Remote
  ) -> ObjectID {
    guard case .stay(let reason) = decision, let accepted else {
      let text = "pull: \(branch) at \(head.short) from \(remote)"
      reporter.note(Event(decision == .current ? .debug : .info, text))
      return head
    }
    reporter.note(
      Event(
        .warning,
        "pull: staying at \(accepted.short): \(remote) shows \(head.short), "
          + "which does not descend from it; \(reason)"))
    return accepted
  }

  private func withoutRemote(_ asked: [RemoteStatus]) throws(Failure) -> Revision {
    guard let accepted else {
      throw .noRemote(
        Problem(
          "nothing could be fetched from any remote, now or before",
          hint: "see the warnings above; `remotes` in the configuration lists them"))
    }
    let commit = try commit(accepted)
    let vouched = try vouch(accepted, from: nil)
    reporter.note(
      Event(
        .warning,
        "pull: nothing fetched from any remote; going on with \(accepted.short), fetched before"))
    return Revision(
      commit: commit, remoteReached: false, seen: nil, remotes: asked, refusal: vouched.refusal,
      approved: vouched.approved)
  }
}
