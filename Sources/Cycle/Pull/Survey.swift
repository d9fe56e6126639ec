internal import Git
internal import Posix

/// Asks the remotes that a cycle did not need how far they are, now and then: so that it is known
/// before they are needed.
struct Survey {
  /// Seconds between two looks at the same remote.
  static let interval: Int64 = 3600
  /// Seconds that one remote has, that it may say nothing, and that all have together.
  private static let (deadline, patience, budget) = (15.0, 5.0, 30.0)
  /// Bytes that may come to compare histories.
  private static let limit = 32 << 20

  let repository: Repository
  let remotes: [Remote]
  let branch: String
  let deployed: ObjectID
  /// Commits that a force push dropped.
  let dropped: [ObjectID]
  /// Where the deployed commit came from.
  let source: String
  let reporter: Reporter
  let interruption: Interruption
  let credential: Remote.CredentialReader

  /// Whether a remote is to be asked again.
  static func isDue(_ known: RemoteStatus?, now: Int64) -> Bool {
    guard let last = known?.lastAsked, last <= now else { return true }
    return now - last >= interval
  }

  /// What is known of each remote after this cycle.
  ///
  /// - Parameters:
  ///   - statuses: of the pull, in the order of the remotes.
  ///   - known: what the last cycle left.
  ///   - all: whether to ask those that are not due, too.
  func run(_ statuses: [RemoteStatus], known: [RemoteStatus], all: Bool) -> [RemoteStatus] {
    let end = Instant.now.adding(seconds: Survey.budget)
    let isSame = known.first(where: \.isSource)?.head == deployed.hex
    return zip(remotes, statuses).map { remote, status in
      let old = known.first { $0.url == status.url }
      guard status.state == .notAsked else { return carried(status, old) }
      let isDue = all || Survey.isDue(old, now: WallClock.now)
      guard isDue, Instant.now < end, interruption.signal() == nil else {
        guard var old else { return status }
        old.isSource = false
        return isSame ? old : compared(old.withoutProblem)
      }
      return ask(remote, old)
    }
  }

  /// A remote that was asked in this cycle anyway; when it was reached is known from before.
  private func carried(_ status: RemoteStatus, _ old: RemoteStatus?) -> RemoteStatus {
    var status = status
    status.lastAsked = WallClock.now
    if status.isSource { return status }
    if status.hasFailed {
      (status.head, status.lastReached) = (old?.head, old?.lastReached)
    }
    return compared(status)
  }

  private func ask(_ remote: Remote, _ old: RemoteStatus?) -> RemoteStatus {
    var status = RemoteStatus(
      url: remote.description, .unreachable, head: old?.head, lastReached: old?.lastReached)
    status.lastAsked = WallClock.now
    do {
      let head = try repository.fetch(
        remote, branch: branch, deadline: Survey.deadline, patience: Survey.patience,
        most: Survey.limit, credential: credential, stop: interruption.raw
      ).head
      (status.state, status.head, status.lastReached) = (.reached, head.hex, WallClock.now)
    } catch {
      if interruption.signal() != nil { return old ?? status }
      status.note(error)
      reporter.note(Event(.warning, "pull: a mirror was asked how far it is: \(error)"))
    }
    status = compared(status)
    if status.isDiverged == true, let head = status.head {
      reporter.note(Survey.alarm(remote.description, head, deployed, source))
    }
    return status
  }

  /// The same with where its head stands now.
  private func compared(_ status: RemoteStatus) -> RemoteStatus {
    var status = status
    guard let head = status.head.flatMap(ObjectID.init(hex:)),
      let standing = try? Standing(of: head, deployed: deployed, dropped: dropped, repository)
    else { return status }
    status.note(standing)
    if standing == .diverged { status.problem = status.problem ?? Survey.words(deployed, source) }
    return status
  }

  /// What a person is told of a remote that went its own way.
  static func alarm(
    _ remote: String, _ head: String, _ deployed: ObjectID, _ source: String
  ) -> Event {
    Event(
      .error,
      "pull: the remotes diverge: \(remote) shows \(head.prefix(7)); "
        + words(deployed, source), commit: head, stage: .pull)
  }

  private static func words(_ deployed: ObjectID, _ source: String) -> String {
    "neither it nor \(deployed.short), which is deployed from \(source), descends from the other; "
      + "decide which one is right, and push that to both"
  }
}
