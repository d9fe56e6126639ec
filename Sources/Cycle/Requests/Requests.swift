internal import Model

/// What people asked of the next cycles.
struct Requests: Equatable {
  /// The stacks and projects that are on hold, also those whose time has come since.
  var holds: [StackName: Hold] = [:]
  /// The stacks to try again, each with when that was asked for: seconds since
  /// 1970-01-01T00:00:00Z.
  var retries: [StackName: Int64] = [:]

  var isEmpty: Bool { holds.isEmpty && retries.isEmpty }

  /// The stacks and projects that are to be left alone.
  ///
  /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
  func activeHolds(at now: Int64) -> [StackName: Hold] {
    holds.filter { $0.value.isActive(at: now) }
  }

  /// Forgets the holds that have ended.
  mutating func forgetEnded(at now: Int64) { holds = activeHolds(at: now) }

  /// Lets holds that have not begun yet, by a clock that was set back since, begin now and last as
  /// long as they were to: else one of an hour might last a year.
  mutating func beginAgain(at now: Int64) {
    for (name, hold) in holds where hold.since > now {
      holds[name]?.since = now
      holds[name]?.until = hold.until.map { now + ($0 - hold.since) }
    }
  }

  /// Forgets retries that a cycle has acted on; one that was asked for since stays.
  mutating func consume(_ done: [StackName: Int64]) {
    retries = retries.filter { done[$0.key] != $0.value }
  }
}
