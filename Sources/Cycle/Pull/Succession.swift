/// Whether the head that a remote shows is the commit to deploy next.
///
/// A head that descends from the deployed commit is followed wherever it is seen. Any other is the
/// user's will only on the first remote, and only if that remote had the deployed commit itself:
/// then it was moved away from it, by a force push. A first remote that never had it was away while
/// the commit came from another one; it lags, or people went on in two ways, and which one is right
/// only they know.
enum Succession: Equatable {
  case follow
  /// Nothing new: the head is the deployed commit.
  case current
  case stay

  /// - Parameters:
  ///   - standing: of the head; nil where nothing was deployed so far.
  ///   - isFirst: whether it is the first remote's.
  ///   - hadDeployed: whether the remote served the deployed commit, or one that follows it.
  ///   - isAdopted: whether a person said that what the first remote shows is right.
  init(_ standing: Standing?, isFirst: Bool, hadDeployed: Bool, isAdopted: Bool) {
    switch standing {
    case nil, .ahead?: self = .follow
    case .level?: self = .current
    case .foreign?, .untold?: self = isFirst && isAdopted ? .follow : .stay
    case .behind?, .stale?, .diverged?:
      self = isFirst && (hadDeployed || isAdopted) ? .follow : .stay
    case .unknown?: self = .stay
    }
  }
}
