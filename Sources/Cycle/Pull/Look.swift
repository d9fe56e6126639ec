internal import Git
internal import Model

/// What a remote shows, and what that is to this host.
struct Look {
  /// Its place in the configuration, counted from 0.
  let index: Int
  /// Its address.
  let remote: String
  let head: ObjectID
  /// nil where nothing was deployed so far.
  let standing: Standing?
  let succession: Succession
  /// Whether the remote served the deployed commit, or one that follows it.
  let hadDeployed: Bool
}

/// What the remotes show that were asked so far, and which of them to follow.
struct Looks {
  let repository: Repository
  /// What is known from earlier cycles.
  let record: Record
  /// Whether a person said that what the first remote shows is right.
  let isAdopted: Bool
  /// In the order of the configuration.
  private(set) var all: [Look] = []

  init(_ repository: Repository, _ record: Record, isAdopted: Bool) {
    (self.repository, self.record, self.isAdopted) = (repository, record, isAdopted)
  }

  /// Takes in what one more remote shows.
  ///
  /// - Returns: the one to follow, which may be the first one; nil where the next one is to be asked.
  mutating func take(
    _ head: ObjectID, of remote: String, _ index: Int
  ) throws(GitError) -> Look? {
    let look = try look(at: head, of: remote, index)
    let earlier = all
    all.append(look)
    return try choice(look, after: earlier)
  }

  private func look(
    at head: ObjectID, of remote: String, _ index: Int
  ) throws(GitError) -> Look {
    var (standing, hadDeployed): (Standing?, Bool) = (nil, false)
    if let accepted = record.accepted.flatMap(ObjectID.init(hex:)) {
      standing = try Standing(
        of: head, isFirst: index == 0, deployed: accepted,
        dropped: record.dropped.compactMap(ObjectID.init(hex:)), repository)
      let served = record.heads[remote].flatMap(ObjectID.init(hex:))
      hadDeployed = served == accepted
      if let served, !hadDeployed {
        hadDeployed = try repository.isKnownAncestor(accepted, of: served)
      }
    }
    let succession = Succession(
      standing, isFirst: index == 0, hadDeployed: hadDeployed, isAdopted: isAdopted)
    return Look(
      index: index, remote: remote, head: head, standing: standing, succession: succession,
      hadDeployed: hadDeployed)
  }

  /// - Parameter earlier: what the remotes before it show, none of which is followed by itself.
  private func choice(_ look: Look, after earlier: [Look]) throws(GitError) -> Look? {
    switch look.succession {
    case .current: return look
    case .follow:
      // while people have not decided between two ways, only what joins them is right
      for other in earlier where other.standing == .diverged {
        guard try repository.isKnownAncestor(other.head, of: look.head) else { return nil }
      }
      return look
    case .stay:
      // the remote that had the deployed commit was made to follow the first one
      guard let first = earlier.first, first.index == 0, look.hadDeployed,
        first.standing != .foreign
      else { return nil }
      let isBehind = try repository.isKnownAncestor(look.head, of: first.head)
      return isBehind || first.head == look.head ? first : nil
    }
  }
}
