/// What the last cycle left: what this host runs, from which commit, and how it went. Anybody on
/// the host may read it, so it holds no secret.
public struct HostStatus: Equatable, Sendable, Codable {
  /// The version of the format that this program writes.
  public static let currentVersion = 1

  public var version = HostStatus.currentVersion
  /// The host's name in the repository.
  public var host: String
  public var branch: String
  /// The commit that the stacks were brought to; nil where none was ever chosen.
  public var commit: CommitNote?
  /// When the cycle started and ended: seconds since 1970-01-01T00:00:00Z.
  public var started: Int64
  public var finished: Int64
  /// As `--help` explains them.
  public var exitCode: Int32
  /// The line that the cycle ended with, or why it ended early.
  public var result: String
  /// The commit of a cycle that has begun since then, and not ended; nil where there is none.
  public var unfinished: String?
  /// When everything was last compared by Compose itself.
  public var lastFullPass: Int64?
  /// In the order of the configuration.
  public var remotes: [RemoteStatus]
  /// That another machine seems to bear the host's name, and what to do; nil where all is well.
  public var twin: String?
  /// In the order of the list.
  public var stacks: [StackStatus]
  /// Projects that the cycle removed because they are not declared.
  public var removed: [String]
  /// Projects that are not declared and stay.
  public var left: [String]
  /// Why each of those stays, with what would change that.
  public var leftBecause: [String: String]?
  /// Projects that are to be removed and were not, with why.
  public var notRemoved: [String: String]?
  /// Projects that are not declared and that the next cycle removes; nil where nobody has looked.
  public var toRemove: [String]?

  public init(
    host: String, branch: String, commit: CommitNote? = nil, started: Int64, finished: Int64,
    exitCode: Int32, result: String, lastFullPass: Int64? = nil, remotes: [RemoteStatus] = [],
    stacks: [StackStatus] = [], removed: [String] = [], left: [String] = []
  ) {
    self.host = host
    self.branch = branch
    self.commit = commit
    self.started = started
    self.finished = finished
    self.exitCode = exitCode
    self.result = result
    self.lastFullPass = lastFullPass
    self.remotes = remotes
    self.stacks = stacks
    self.removed = removed
    self.left = left
  }

  /// The same after a cycle that ended before it came to the stacks: what runs is what ran before.
  ///
  /// - Parameters:
  ///   - started: when that cycle started; `finished`: when it ended.
  ///   - result: why it ended, without a secret.
  public func afterFailure(
    started: Int64, finished: Int64, exitCode: Int32, result: String
  ) -> HostStatus {
    var status = self
    (status.started, status.finished) = (started, finished)
    (status.exitCode, status.result) = (exitCode, result)
    status.removed = []
    return status
  }
}
