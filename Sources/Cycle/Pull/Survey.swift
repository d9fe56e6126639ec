internal import Git
internal import Model
internal import Posix

/// Compares the remotes with what is deployed, and asks those that a cycle did not need how far they
/// are, now and then: so that it is known before they are needed.
struct Survey {
  /// Seconds between two looks at the same remote.
  static let interval: Int64 = 3600
  /// Seconds that one remote has, that it may say nothing, and that all have together.
  private static let (deadline, patience, budget) = (15.0, 5.0, 30.0)
  /// Bytes that may come to compare histories.
  private static let limit = 32 << 20

  /// Which of the remotes that a cycle did not need are asked.
  enum Choice {
    case none, due, all
  }

  let repository: Repository
  let remotes: [Remote]
  let branch: String
  var deployed: Deployed
  /// Commits that a force push dropped.
  let dropped: [ObjectID]
  let reporter: Reporter
  let interruption: Interruption
  let credential: Remote.CredentialReader
  /// Why a commit would be refused, and what to do; nil where it would not.
  let refusal: (ObjectID) -> Problem?
  /// Heads that need not be pushed anywhere: the first remote shows them, or they were refused.
  private var offered: [ObjectID] = []

  init(
    repository: Repository, remotes: [Remote], branch: String, deployed: Deployed,
    dropped: [ObjectID], reporter: Reporter, interruption: Interruption,
    credential: @escaping Remote.CredentialReader, refusal: @escaping (ObjectID) -> Problem?
  ) {
    (self.repository, self.remotes, self.branch) = (repository, remotes, branch)
    (self.deployed, self.dropped, self.reporter) = (deployed, dropped, reporter)
    (self.interruption, self.credential) = (interruption, credential)
    self.refusal = refusal
  }

  /// Whether a remote is to be asked again: after a while, and in every cycle as long as something
  /// is to be decided about it.
  static func isDue(_ known: RemoteStatus?, now: Int64) -> Bool {
    guard let known, let last = known.lastAsked, last <= now else { return true }
    return now - last >= interval || known.alarm != nil
  }

  /// What is known of each remote after this cycle.
  ///
  /// - Parameters:
  ///   - statuses: of the pull, in the order of the remotes.
  ///   - known: what the last cycle left.
  func run(
    _ statuses: [RemoteStatus], known: [RemoteStatus], asking choice: Choice
  ) -> [RemoteStatus] {
    var survey = self
    let end = Instant.now.adding(seconds: Survey.budget)
    survey.offered = statuses.filter(isOffered).compactMap { $0.head.flatMap(ObjectID.init(hex:)) }
    let isSame =
      known.first(where: \.isSource)?.head == deployed.id.hex
      && statuses.contains(where: \.isSource)
    return zip(remotes, statuses).map { remote, status in
      let old = known.first { $0.url == status.url }
      guard status.state == .notAsked else { return survey.carried(status, old) }
      if choice == .all || choice == .due && Survey.isDue(old, now: WallClock.now),
        Instant.now < end, interruption.signal() == nil
      {
        return survey.ask(remote, old)
      }
      guard var old else { return status }
      old.isSource = false
      return isSame && old.lead == nil ? old : survey.compared(old.withoutProblem)
    }
  }

  /// A remote that was asked in this cycle anyway; when it was reached is known from before.
  private mutating func carried(_ status: RemoteStatus, _ old: RemoteStatus?) -> RemoteStatus {
    var status = status
    status.lastAsked = WallClock.now
    if status.isSource { return status }
    if status.hasFailed { status.remember(old) }
    status = compared(status)
    if status.state == .reached, status.isDiverged == true, deployed.other == nil,
      let head = status.head.flatMap(ObjectID.init(hex:))
    {
      deployed.other = (head, status.url)
    }
    return status
  }

  /// Whether what a remote showed to the pull is there for everybody to see, or was refused.
  private func isOffered(_ status: RemoteStatus) -> Bool {
    status.state == .reached && (status.url == deployed.first || status.problem != nil)
  }

  private mutating func ask(_ remote: Remote, _ old: RemoteStatus?) -> RemoteStatus {
    var status: RemoteStatus
    do {
      let head = try repository.fetch(
        remote, branch: branch, deadline: Survey.deadline, patience: Survey.patience,
        most: Survey.limit, credential: credential, stop: interruption.raw
      ).head
      status = compared(RemoteStatus(remote, head))
      if let warning = status.warning { reporter.note(warning) }
    } catch {
      status = RemoteStatus(remote, error)
      if interruption.signal() != nil { return old ?? status }
      status.remember(old)
      let severity: Event.Severity = status.alarm == nil ? .warning : .error
      reporter.note(
        Event(severity, "pull: a mirror was asked how far it is: \(error)", stage: .pull))
      status = compared(status)
    }
    status.lastAsked = WallClock.now
    return status
  }

  /// The same with where its head stands now.
  private func compared(_ status: RemoteStatus) -> RemoteStatus {
    var status = status
    guard let head = status.head.flatMap(ObjectID.init(hex:)),
      let standing = try? Standing(
        of: head, isFirst: status.url == deployed.first, deployed: deployed.id, dropped: dropped,
        repository)
    else { return status }
    status.note(standing, deployed)
    let isOffered = offered.contains { other in
      other == head || (try? repository.isKnownAncestor(head, of: other)) == true
    }
    // of one that did not answer the lead says that
    if isOffered, status.state == .reached, status.lead != nil {
      (status.lead, status.problem) = (nil, nil)
    }
    // what is merged with another head first is signed anew
    if status.lead != nil, status.state == .reached, deployed.other == nil,
      let problem = refusal(head)
    {
      status.noteLead(problem)
    }
    return status
  }
}
