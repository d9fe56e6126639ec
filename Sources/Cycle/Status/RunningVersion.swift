internal import Model
public import Posix

/// What runs of a stack, whatever became of what is committed.
public struct RunningVersion: Equatable, Sendable, Codable {
  /// The commit that it was applied from, in hexadecimal digits; nil where nothing ever was.
  public var commit: String?
  /// When that version took its place: seconds since 1970-01-01T00:00:00Z.
  public var since: Int64?
  /// Whether it was seen to run well.
  public var isVerified: Bool
  /// How many of its containers run.
  public var containers: Int

  public init(commit: String?, since: Int64?, isVerified: Bool, containers: Int) {
    self.commit = commit
    self.since = since
    self.isVerified = isVerified
    self.containers = containers
  }

  /// - Parameter containers: how many run.
  init(_ record: StackRecord, containers: Int) {
    let applied = record.applied
    self.init(
      commit: applied?.commit, since: applied?.time,
      isVerified: applied != nil && applied?.deployment == record.verified?.deployment,
      containers: containers)
  }

  /// How many of a stack's containers run, or would if nobody had paused them.
  static func count(_ containers: [Container]) -> Int {
    containers.count { !$0.oneOff && [.running, .paused].contains($0.state) }
  }

  /// "runs 3f2c1d0, the version before, since 03:12", "runs 9ab3c1d, which is not verified, since
  /// 03:12", "nothing of it runs".
  ///
  /// - Parameter failed: the commit that failed, in hexadecimal digits; nil where none is known.
  public func words(after failed: String?, _ time: LocalTime = LocalTime()) -> String {
    guard containers > 0 else { return "nothing of it runs" }
    guard let commit, let since else { return "runs, from no commit that is known" }
    let isBefore = failed.map { $0 != commit } ?? false
    let kind = isBefore ? ", the version before" : isVerified ? "" : ", which is not verified"
    return "runs \(commit.prefix(7))\(kind), since \(time.words(since))"
  }
}
