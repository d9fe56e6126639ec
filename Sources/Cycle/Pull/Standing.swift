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
  /// They have no commit in common: another repository, or a new history.
  case foreign
  /// The head's commit is not here.
  case unknown
  /// They cannot be compared, since this commit before them is missing here.
  case untold(missing: ObjectID)

  /// - Parameters:
  ///   - isFirst: whether it is the first remote's, where people may take up again what a force
  ///     push dropped.
  ///   - dropped: commits that were deployed and that a force push dropped.
  /// - Throws: `GitError`; a commit of history that is missing is none of the reasons.
  init(
    of head: ObjectID, isFirst: Bool, deployed: ObjectID, dropped: [ObjectID],
    _ repository: Repository
  ) throws(GitError) {
    do {
      self = try Standing(
        exactlyOf: head, isFirst: isFirst, deployed: deployed, dropped: dropped, repository)
    } catch {
      let compared = [head, deployed] + dropped
      guard let missing = try repository.gap(before: compared, error) else { throw error }
      guard isFirst, try repository.leads(head, to: deployed) else {
        self = .untold(missing: missing)
        return
      }
      self = .ahead(try repository.revisions(of: head, without: deployed, limit: .max).count)
    }
  }

  private init(
    exactlyOf head: ObjectID, isFirst: Bool, deployed: ObjectID, dropped: [ObjectID],
    _ repository: Repository
  ) throws(GitError) {
    if head == deployed {
      self = .level
      return
    }
    guard try repository.contains(head) else {
      self = .unknown
      return
    }
    if try repository.isAncestor(head, of: deployed) {
      self = .behind(try repository.commits(of: deployed, without: head))
    } else {
      let follows = try repository.isAncestor(deployed, of: head)
      let past = follows && isFirst ? [] : dropped
      if let old = try Standing(of: head, deployed: deployed, dropped: past, repository) {
        self = old
      } else if follows {
        self = .ahead(try repository.commits(of: head, without: deployed))
      } else {
        self = try repository.areRelated(head, deployed) ? .diverged : .foreign
      }
    }
  }

  /// nil where the head has nothing to do with what was dropped, or has it merged.
  private init?(
    of head: ObjectID, deployed: ObjectID, dropped: [ObjectID], _ repository: Repository
  ) throws(GitError) {
    for old in dropped {
      let isOlder = try repository.isAncestor(head, of: old)
      if isOlder || old == head {
        self = .stale(old)
        return
      }
      let isTakenBack = try repository.isAncestor(deployed, of: old)
      let goesOn = try repository.isAncestor(old, of: head)
      if isTakenBack && goesOn {
        self = .diverged
        return
      }
    }
    return nil
  }
}
