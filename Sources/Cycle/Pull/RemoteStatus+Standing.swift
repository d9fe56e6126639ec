internal import Git
internal import Model
internal import Posix

/// What the heads of remotes are compared with.
struct Deployed {
  let id: ObjectID
  /// The remote that serves it; nil where none does any more.
  let source: String?
  /// The first remote's address.
  let first: String
  /// The head that went another way, where nothing is followed before somebody joins them, and the
  /// remote that shows it.
  var other: (head: ObjectID, remote: String)?
}

extension RemoteStatus {
  /// A remote that could not be fetched from.
  init(_ remote: Remote, _ error: GitError) {
    self.init(url: remote.description, State(error.code))
    // what was attempted is plain, but for what stands on this host
    problem = state == .unusable ? error.description : error.reason
    advice = error.advice
    // a server that is not who it says it is may be an attack
    guard error.code == .untrusted else { return }
    let end = error.reason.firstRange(of: ": ") ?? error.reason.firstRange(of: "; ")
    alarm = "\(url) is not trusted: \(error.reason[..<(end?.lowerBound ?? error.reason.endIndex)])"
  }

  /// Says in a cycle's last line that a remote needs a person, also where another one stands in.
  mutating func noteRefusal() {
    switch state {
    case .refused: lead = "\(url) refuses this host"
    case .unusable: lead = "\(url) cannot be used"
    case .reached, .unreachable, .untrusted, .notAsked: break
    }
  }

  /// A remote that was reached just now.
  init(_ remote: Remote, _ head: ObjectID) {
    self.init(url: remote.description, .reached, head: head.hex, lastReached: WallClock.now)
  }

  /// The same to be compared anew: what was wrong with a remote that could not be asked stays.
  var withoutProblem: RemoteStatus {
    var status = self
    if state == .reached {
      (status.problem, status.advice, status.alarm, status.lead) = (nil, nil, nil, nil)
      status.isHeadRefused = nil
    }
    return status
  }

  /// Takes over what is known from before of a remote that did not answer: what a person has to
  /// decide about it does not go away with it.
  mutating func remember(_ old: RemoteStatus?) {
    (head, lastReached, isDiverged) = (old?.head, old?.lastReached, old?.isDiverged)
    alarm = alarm ?? old?.alarm
  }

  /// Takes in where its head stands, and, unless something else is wrong with it, what a person is
  /// to do about that.
  mutating func note(_ standing: Standing, _ deployed: Deployed) {
    let isOpen =
      switch standing {
      case .diverged, .foreign, .unknown, .untold: true
      case .level, .behind, .ahead, .stale: false
      }
    // what is deployed now may have settled it, although the remote does not answer
    if hasFailed, state != .untrusted, isDiverged == true, !isOpen { alarm = nil }
    (behind, ahead, isDiverged) = (nil, nil, nil)
    switch standing {
    case .level: behind = 0
    case .behind(let count): behind = count
    case .ahead(let count): (behind, ahead) = (0, count)
    case .diverged, .foreign: isDiverged = true
    case .stale, .unknown, .untold: break
    }
    if problem == nil { advise(standing, deployed) }
  }

  private mutating func advise(_ standing: Standing, _ deployed: Deployed) {
    switch standing {
    case .ahead(let count):
      let advice = advice(deployed)
      problem = advice
      lead = headline(ahead: count, advice)
    case .stale(let old): problem = "it still has \(old.short), which a force push dropped"
    case .diverged, .foreign:
      problem = words(standing, deployed)
      alarm = headline(standing)
    case .untold(let missing):
      let words = words(missing, deployed)
      (problem, lead) = (words, "\(url) \(words)")
    case .level, .behind, .unknown: break
    }
  }

  /// Why it cannot be told whether it is newer, and how it can be.
  private func words(_ missing: ObjectID, _ deployed: Deployed) -> String {
    let adopt = url == deployed.first ? "; to deploy what it shows: converge --adopt" : ""
    return "cannot be compared with \(deployed.id.short), which is deployed: the commit "
      + "\(missing.short) before them is missing here; git fsck shows which remote lacks it\(adopt)"
  }

  /// Says of commits that nobody but this remote has why they would be refused, and not to push them.
  mutating func noteLead(_ refusal: Problem) {
    (problem, advice, isHeadRefused) = (refusal.message, refusal.hint, true)
    lead = headline(ahead: ahead ?? 0, refusal.message)
  }

  private func headline(ahead count: Int, _ words: String) -> String {
    "\(url) is \(Count.words(count, "commit")) ahead; \(words)"
  }

  var short: String { String((head ?? "").prefix(7)) }

  /// What to do about commits that nobody but this remote has.
  private func advice(_ deployed: Deployed) -> String {
    guard let other = deployed.other else {
      return "push \(short) to \(deployed.source ?? deployed.first)"
    }
    return "\(short) is followed once it has \(other.head.short) of \(other.remote)"
  }

  private func headline(_ standing: Standing) -> String {
    standing == .foreign
      ? "\(url) shows another repository at \(short)" : "\(url) diverged at \(short)"
  }

  /// Why nobody but a person can decide, and how.
  private func words(_ standing: Standing, _ deployed: Deployed) -> String {
    let source = deployed.source ?? "an earlier fetch"
    let origin = "\(deployed.id.short), which is deployed from \(source)"
    let adopt = url == deployed.first ? "; to deploy what it shows: converge --adopt" : ""
    if standing == .foreign { return "it has no commit in common with \(origin)\(adopt)" }
    return "neither it nor \(origin), descends from the other; "
      + "merge them, or make one remote follow the other\(adopt)"
  }

  /// What is to be said of it where it is not followed; nil where it only lags.
  var warning: Event? {
    let commit = head.map { _ in short }
    if let alarm, let problem {
      return Event(.error, "pull: \(alarm): \(problem)", commit: commit, stage: .pull)
    }
    return lead.map { Event(.warning, "pull: \($0)", commit: commit, stage: .pull) }
  }
}
