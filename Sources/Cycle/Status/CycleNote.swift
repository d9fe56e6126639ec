/// How the last cycle went, apart from what it left of each stack: all that a cycle without changes
/// has to say.
public struct CycleNote: Equatable, Sendable, Codable {
  public var version = HostStatus.currentVersion
  /// Seconds since 1970-01-01T00:00:00Z.
  public var started: Int64
  public var finished: Int64
  public var exitCode: Int32
  public var result: String
  public var remotes: [RemoteStatus]
  /// As in ``HostStatus``.
  public var twin: String?
  /// Whether nothing was done.
  public var isQuiet: Bool
  /// Names the state that the status of the stacks tells of; empty where it is to be told anew.
  public var settled: String
  /// Of the cycles that the service ran; nil before its first one.
  public var rhythm: Rhythm?

  public init(
    started: Int64, finished: Int64, exitCode: Int32, result: String, remotes: [RemoteStatus],
    twin: String? = nil, isQuiet: Bool = false, settled: String = "", rhythm: Rhythm? = nil
  ) {
    self.started = started
    self.finished = finished
    self.exitCode = exitCode
    self.result = result
    (self.remotes, self.twin) = (remotes, twin)
    self.isQuiet = isQuiet
    self.settled = settled
    self.rhythm = rhythm
  }
}

extension HostStatus {
  /// The same, with how the last cycle went.
  func after(_ cycle: CycleNote) -> HostStatus {
    guard cycle.started >= started else { return self }
    var status = self
    (status.started, status.finished) = (cycle.started, cycle.finished)
    (status.exitCode, status.result) = (cycle.exitCode, cycle.result)
    (status.remotes, status.twin) = (cycle.remotes, cycle.twin)
    guard cycle.isQuiet else { return status }
    status.removed = []
    for index in status.stacks.indices where status.stacks[index].state == .changed {
      status.stacks[index].state = .unchanged
    }
    return status
  }

  /// How the cycle went that left it.
  func note(settled: String, rhythm: Rhythm?) -> CycleNote {
    CycleNote(
      started: started, finished: finished, exitCode: exitCode, result: result, remotes: remotes,
      twin: twin, settled: settled, rhythm: rhythm)
  }
}
