/// Which version of a declared stack a cycle works with.
public enum VersionChoice: Equatable, Sendable {
  /// What the commit has.
  case head
  /// What the commit has, and it stays as it is: it failed a while ago, and its time has not come.
  case waiting(Failing)
  /// An earlier version takes its place.
  case earlier(StackRecord.Version, Reason)

  /// Why an earlier version takes its place.
  public enum Reason: Equatable, Sendable {
    /// The commit's failed after it was applied; the earlier one, applied again, may have failed
    /// too, and its time has not come.
    case heldBack(HeldBack, waiting: Failing?)
    /// The commit's could not be applied a while ago, and its time has not come.
    case failing(Failing)
    /// The commit's cannot be read.
    case unusable(Problem)
  }

  /// What is there to choose from.
  public struct Candidates {
    /// Why the commit's version cannot be read; nil where it can.
    public var problem: Problem?
    public var record: StackRecord
    /// Whether a person asked for the commit's version to be tried whatever happened before.
    public var isRetried: Bool
    /// Whether a person asked for this stack now: pauses between tries do not count then.
    public var isAskedFor: Bool

    public init(
      _ record: StackRecord, problem: Problem?, isRetried: Bool = false, isAskedFor: Bool = false
    ) {
      self.problem = problem
      self.record = record
      self.isRetried = isRetried
      self.isAskedFor = isAskedFor
    }
  }

  /// Chooses a version.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  ///   - isTheSame: whether the commit's version is the one that was tried then.
  public static func choose<E: Error>(
    _ candidates: Candidates, at now: Int64, isTheSame: (Attempt) throws(E) -> Bool
  ) throws(E) -> VersionChoice {
    let record = candidates.record
    if let problem = candidates.problem {
      return record.earlier.map { .earlier($0, .unusable(problem)) } ?? .head
    }
    if candidates.isRetried { return .head }
    let waiting = candidates.isAskedFor ? nil : record.failing.flatMap { $0.waits(at: now) }
    if let heldBack = record.heldBack, let verified = record.verified,
      try isTheSame(heldBack.attempt)
    {
      let isOfVerified = waiting?.attempt.deployment == verified.deployment
      return .earlier(verified, .heldBack(heldBack, waiting: isOfVerified ? waiting : nil))
    }
    guard let waiting, try isTheSame(waiting.attempt) else { return .head }
    guard !waiting.stands, let earlier = record.earlier else { return .waiting(waiting) }
    return .earlier(earlier, .failing(waiting))
  }
}

extension StackRecord {
  /// What stands in the place of a version that cannot be used: what was applied last, unless that
  /// failed, and the way back from it was cut off.
  public var earlier: Version? { heldBack == nil ? applied : verified ?? applied }
}

extension Failing {
  /// Nil once its time has come, or where a clock that jumped would make it wait too long.
  ///
  /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
  public func waits(at now: Int64) -> Failing? {
    now < nextTry && nextTry - now <= 3600 ? self : nil
  }
}
