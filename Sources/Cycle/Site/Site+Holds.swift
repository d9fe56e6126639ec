internal import Model
internal import Posix

/// What a person works on by hand is left alone.
extension Site {
  /// Reads what people asked for before the cycle began.
  func readRequests() throws(Failure) {
    requests = options.dryRun ? try state.requests() : try state.currentRequests()
    holds = requests.activeHolds(at: started)
  }

  /// Takes in what was put on hold since the cycle began: a hold counts at once.
  func readHolds() throws(Failure) {
    let now = try state.requests().activeHolds(at: WallClock.now)
    holds.merge(now) { _, new in new }
  }

  /// Whether a stack is on hold, or was when the cycle began.
  func isOnHold(_ stack: StackName) -> Bool { holds[stack] != nil }

  /// The folders of the checkout that are somebody's own.
  var heldFolders: [String] { holds.keys.map(\.folder).sorted() }

  /// When somebody asked for a stack to be tried again, of those that this run is about.
  var retries: [StackName: Int64] {
    if options.stacks.isEmpty { return requests.retries }
    return requests.retries.filter { options.stacks.contains($0.key.text) }
  }

  /// Forgets the retries that this cycle has acted on, and holds that have ended.
  ///
  /// - Parameter isOpen: of which stacks nothing could be tried.
  func forgetRequests(where isOpen: (StackName) throws(Failure) -> Bool) throws(Failure) {
    if requests.isEmpty { return }
    var done = retries
    for name in retries.keys {
      let isOpen = try isOpen(name)
      if isOpen || isOnHold(name) { done[name] = nil }
    }
    try state.settleRequests(retries: done, at: WallClock.now)
  }
}
