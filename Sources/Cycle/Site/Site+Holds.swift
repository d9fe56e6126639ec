internal import Model
internal import Posix

/// What a person works on by hand is left alone.
extension Site {
  /// What is on hold at this moment: asked for anew, since a hold counts at once.
  func activeHolds() throws(Failure) -> [StackName: Hold] {
    try state.requests().activeHolds(at: WallClock.now)
  }

  /// Whether a stack was on hold when the cycle began.
  func isOnHold(_ stack: StackName) -> Bool { holds[stack] != nil }

  /// The folders of the checkout that were somebody's own when the cycle began.
  var heldFolders: [String] { holds.keys.map(\.folder).sorted() }

  /// Forgets the retries that this cycle has acted on, and holds that have ended.
  func forgetRequests() throws(Failure) {
    if requests.isEmpty { return }
    try state.changeRequests { now in
      now.consume(requests.retries)
      now.forgetEnded(at: WallClock.now)
    }
  }
}
