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
  /// Whether a person said that what the first remote shows is right.
  let isAdopted: Bool
  /// nil where commits need not be signed.
  let gate: SignatureGate?
  /// What is known of each remote so far, in their order; also where nothing is to be deployed.
  var statuses: [RemoteStatus] = []
  /// That a remote sends more than the disk has room for.
  var overflow: GitError?

  var accepted: ObjectID? { record.accepted.flatMap(ObjectID.init(hex:)) }

  /// - Throws: `.noRemote` where none answered and nothing was fetched before;
  ///   `.failed` where the object store is damaged or its disk full; `.stopped`.
  mutating func run() throws(Failure) -> Revision {
    (statuses, overflow) = (remotes.map { RemoteStatus(url: $0.description, .notAsked) }, nil)
    var revision = try choose()
    revision.remotes = statuses
    return revision
  }

  private mutating func choose() throws(Failure) -> Revision {
    var looks = Looks(repository, record, isAdopted: isAdopted)
    for (index, remote) in remotes.enumerated() {
      try interruption.check()
      let isLast = index == remotes.count - 1 || isAdopted && index == 0
      switch try head(of: remote, isLast: isLast) {
      case .failure(let error):
        statuses[index] = RemoteStatus(remote, error)
        if error.code == .full { overflow = overflow ?? error }
        if index == 0 { statuses[index].noteRefusal() }
        if isAdopted, index == 0 { throw notAdopted }
      case .success(let head):
        statuses[index] = RemoteStatus(remote, head)
        if let look = try choice(&looks, head, remote, index) {
          return try following(look, looks.all)
        }
      }
    }
    tell(looks.all)
    return try staying(isReached: !looks.all.isEmpty)
  }

  /// What a person asked for is not done later, or with another remote.
  private var notAdopted: Failure {
    ending(
      "--adopt: nothing could be fetched from the first remote: nothing was adopted",
      hint: "see the warning above")
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
      // where there is room again, it was what came that filled the disk
      let isFull = error.code == .full && DiskSpace.isFull(repository.path)
      if error.code == .damaged || isFull { throw Failure(error) }
      let next = isLast ? "" : "; trying the next remote"
      let severity: Event.Severity = error.code == .untrusted ? .error : .warning
      reporter.note(Event(severity, "pull: \(error)\(next)", stage: .pull))
      return .failure(error)
    }
  }

  private func choice(
    _ looks: inout Looks, _ head: ObjectID, _ remote: Remote, _ index: Int
  ) throws(Failure) -> Look? {
    do {
      return try looks.take(head, of: remote.description, index)
    } catch {
      throw Failure(error)
    }
  }

  private mutating func following(_ look: Look, _ looks: [Look]) throws(Failure) -> Revision {
    // what came behind the one that is followed agrees with it
    tell(looks.filter { $0.index < look.index })
    let isNew = look.succession != .current
    reporter.note(
      Event(
        isNew ? .info : .debug, "pull: \(branch) at \(look.head.short) from \(look.remote)",
        commit: look.head.short, stage: .pull))
    (statuses[look.index].isSource, statuses[look.index].behind) = (true, 0)
    let revision = Revision(
      commit: try commit(look.head), remoteReached: true, source: (look.remote, look.head))
    return try vouched(revision, from: look.remote)
  }

  /// Tells of remotes that are not followed.
  private func tell(_ looks: [Look]) {
    guard let accepted else { return }
    let first = remotes[0].description
    var deployed = Deployed(
      id: accepted, source: record.source(of: accepted, among: remotes), first: first)
    for look in looks {
      guard let standing = look.standing else { continue }
      var status = RemoteStatus(remotes[look.index], look.head)
      status.note(standing, deployed)
      if standing == .diverged, deployed.other == nil {
        deployed.other = (look.head, look.remote)
      }
      reporter.note(status.warning ?? lag(status, accepted))
    }
  }

  private func lag(_ status: RemoteStatus, _ accepted: ObjectID) -> Event {
    let reason = status.problem ?? "it lags, or was away"
    let isFirst = status.url == remotes[0].description
    let hint = isFirst ? "; to deploy what it shows: converge --adopt" : ""
    return Event(
      .warning,
      "pull: \(status.url) shows \(status.short), which is behind \(accepted.short): \(reason)\(hint)",
      stage: .pull)
  }

  func commit(_ id: ObjectID) throws(Failure) -> Commit {
    guard try isHere(id) else { throw Pull.lost(id) }
    do {
      return try repository.commit(id)
    } catch {
      throw Failure(error)
    }
  }

  private func isHere(_ id: ObjectID) throws(Failure) -> Bool {
    do {
      return try repository.contains(id)
    } catch {
      throw Failure(error)
    }
  }

  private static func lost(_ commit: ObjectID) -> Failure {
    .failed(
      Problem(
        "the commit deployed last, \(commit.short), is neither here nor on the remote",
        hint: "push it, or a commit that follows it"))
  }

  /// No remote shows anything to follow, or none answered.
  private mutating func staying(isReached: Bool) throws(Failure) -> Revision {
    guard let accepted else { throw nothing }
    if !isReached, try !isHere(accepted) { throw nothing }
    let commit = try commit(accepted)
    if !isReached {
      reporter.note(
        Event(
          .warning,
          "pull: nothing fetched from any remote; going on with \(accepted.short), fetched before",
          stage: .pull))
    }
    return try vouched(Revision(commit: commit, remoteReached: isReached))
  }

  private var nothing: Failure {
    let before = accepted.map { ", and \($0.short), deployed last, is not here" }
    return ending(
      "nothing could be fetched from any remote\(before ?? ", now or before")",
      hint: "see the warnings above; `remotes` in the configuration lists them")
  }

  private func ending(_ words: String, hint: String) -> Failure {
    if let overflow { return Failure(overflow) }
    let problem = Problem(words, hint: hint)
    return statuses.contains { $0.alarm != nil } ? .refused(problem) : .noRemote(problem)
  }
}

extension Record {
  /// The first of the remotes that served a commit.
  func source(of commit: ObjectID, among remotes: [Remote]) -> String? {
    remotes.map(\.description).first { heads[$0] == commit.hex }
  }
}
