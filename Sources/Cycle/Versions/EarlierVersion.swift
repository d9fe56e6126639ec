internal import Git
internal import Model

/// A version of a stack that takes the place of the one in the commit.
struct EarlierVersion {
  let stack: Stack
  /// The commit that it comes from.
  let commit: Commit
  let reason: VersionChoice.Reason
}

extension VersionChoice.Reason {
  /// Why the commit's version failed; nil where that is held back, and so done with.
  var problem: Problem? {
    switch self {
    case .heldBack: nil
    case .failing(let failing): failing.problem
    case .unusable(let problem): problem
    }
  }
}

extension Failing {
  /// Why it failed last, and when it is tried again.
  var problem: Problem { Problem(reason) }
}
