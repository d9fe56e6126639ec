/// Where a service keeps data: a volume, or a folder of the host, that it can write.
public struct DataMount: Hashable, Sendable {
  /// The volume's name on the Engine, or the folder's absolute path.
  public var source: String
  /// The path in the container.
  public var target: String

  public init(_ source: String, at target: String) {
    self.source = source
    self.target = target
  }
}

/// Whether a stack goes back to its last verified commit: `x-converge: {rollback: ...}` at the top.
public enum RollbackRule: String, Equatable, Sendable {
  case on, off
}
