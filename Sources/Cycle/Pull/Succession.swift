internal import Git

/// Whether the head that a remote shows is the commit to deploy next.
///
/// A head that descends from the accepted commit is followed wherever it is seen. Any other is the
/// user's will only on the first remote, and only if that remote moved there since it was last
/// seen (a force push). Else the remote lags, is a foreign one, or was away for a while.
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
  }

  /// - Parameter descends: whether the first commit has the second among its ancestors.
  static func decide<E: Error>(
    _ heads: Heads, descends: (ObjectID, ObjectID) throws(E) -> Bool
  ) throws(E) -> Succession {
    guard let accepted = heads.accepted else { return .follow }
    if heads.new == accepted { return .current }
    if try descends(heads.new, accepted) { return .follow }
    guard heads.isFirstRemote else { return .stay(reason: "this mirror lags or is a foreign one") }
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
