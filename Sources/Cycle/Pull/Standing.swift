internal import Git

/// Where the head of a remote stands, seen from the deployed commit.
enum Standing: Equatable {
  case level
  /// It lacks so many commits.
  case behind(Int)
  /// It has so many commits more.
  case ahead(Int)
  /// It has not seen a force push yet, which dropped that commit.
  case stale(ObjectID)
  /// Neither descends from the other, or it goes on from what a force push dropped.
  case diverged
  /// The head's commit is not here.
  case unknown

  /// - Parameters:
  ///   - dropped: commits that were deployed and that a force push dropped.
  init(
    of head: ObjectID, deployed: ObjectID, dropped: [ObjectID], _ repository: Repository
  ) throws(GitError) {
    let hasHead = try repository.contains(head)
    if head == deployed {
      self = .level
    } else if !hasHead {
      self = .unknown
    } else if try repository.isAncestor(head, of: deployed) {
      self = .behind(try repository.commits(of: deployed, without: head))
    } else {
      self = try Standing(notBehind: head, deployed, dropped, repository)
    }
  }

  private init(
    notBehind head: ObjectID, _ deployed: ObjectID, _ dropped: [ObjectID],
    _ repository: Repository
  ) throws(GitError) {
    for old in dropped {
      let isOlder = try repository.isAncestor(head, of: old)
      if isOlder || old == head {
        self = .stale(old)
        return
      }
      if try repository.isAncestor(old, of: head) {
        self = .diverged
        return
      }
    }
    let follows = try repository.isAncestor(deployed, of: head)
    self = follows ? .ahead(try repository.commits(of: head, without: deployed)) : .diverged
  }
}

extension RemoteStatus {
  /// The same to be compared anew: what was wrong with a remote that could not be asked stays.
  var withoutProblem: RemoteStatus {
    var status = self
    if state == .reached { status.problem = nil }
    return status
  }

  /// Takes in where its head stands.
  mutating func note(_ standing: Standing) {
    (behind, ahead, isDiverged) = (nil, nil, nil)
    switch standing {
    case .level: behind = 0
    case .behind(let count): behind = count
    case .ahead(let count): (behind, ahead) = (0, count)
    case .stale(let old):
      problem = problem ?? "it still has \(old.short), which a force push dropped"
    case .diverged: isDiverged = true
    case .unknown: break
    }
  }
}
