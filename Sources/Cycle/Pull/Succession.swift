internal import Git

/// Whether the head that a remote shows is the commit to deploy next.
///
/// A head that descends from the accepted commit is followed wherever it is seen. Any other is the
/// user's will only on the first remote, and only if that remote moved there since it was last
/// seen (a force push). What such a push dropped is not
/// followed on other remotes, which may not have it yet. Else the remote lags, is a foreign one, or was away for a while.
enum Succession: Equatable {
  case follow
  /// Nothing new: the head is the accepted commit.
  case current
  case stay(reason: String)

  struct Heads {
    /// What the remote shows now.
    let new: ObjectID
    /// The commit whose declaration was accepted last.
    let accepted: ObjectID?
    /// What the same remote showed when it was last reached.
    let lastSeen: ObjectID?
    let isFirstRemote: Bool
    /// Commits that a force push dropped.
    var dropped: [ObjectID] = []
    /// Whether a person said that another history is right.
    var isAdopted = false
  }

  /// - Parameters:
  ///   - descends: whether the first commit has the second among its ancestors.
  ///   - related: whether two commits have any ancestor in common.
  static func decide<E: Error>(
    _ heads: Heads, descends: (ObjectID, ObjectID) throws(E) -> Bool,
    related: (ObjectID, ObjectID) throws(E) -> Bool
  ) throws(E) -> Succession {
    guard let accepted = heads.accepted else { return .follow }
    if heads.new == accepted { return .current }
    if !heads.isFirstRemote {
      for old in heads.dropped {
        let isDropped = try descends(heads.new, old)
        guard isDropped || old == heads.new else { continue }
        return .stay(reason: "it still has \(old.short), which a force push dropped")
      }
    }
    if try descends(heads.new, accepted) { return .follow }
    guard heads.isFirstRemote else { return .stay(reason: "this mirror lags or is a foreign one") }
    let isRelated = try related(heads.new, accepted)
    if !isRelated {
      let hint = "another repository, or a new history; to deploy it: converge --adopt"
      return heads.isAdopted ? .follow : .stay(reason: "they have no commit in common: \(hint)")
    }
    guard let lastSeen = heads.lastSeen, lastSeen != heads.new else {
      return .stay(reason: "it has not moved since it was last seen: it was away, or lags")
    }
    // moving forward along commits that are deployed already is catching up, not a force push
    if try descends(accepted, heads.new), try descends(heads.new, lastSeen) {
      return .stay(reason: "it is catching up")
    }
    return .follow
  }
}
