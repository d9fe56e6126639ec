/// Where a cycle tells what it does, while it does it.
public struct Reporter: Sendable {
  /// What the run is for: outcomes.
  public let result: @Sendable (Event) -> Void
  /// Everything else.
  public let note: @Sendable (Event) -> Void
  /// What is going on right now: for a person who watches, and never kept.
  public let progress: @Sendable (Progress) -> Void
  /// What a cycle would do, where only that was asked for.
  public let plan: @Sendable (PlanReport) -> Void
  /// What a cycle leaves behind, at its end; nil where nobody wants it.
  public let status: (@Sendable (HostStatus) -> Void)?

  public init(
    result: @escaping @Sendable (Event) -> Void, note: @escaping @Sendable (Event) -> Void,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    plan: @escaping @Sendable (PlanReport) -> Void = { _ in },
    status: (@Sendable (HostStatus) -> Void)? = nil
  ) {
    self.result = result
    self.note = note
    self.progress = progress
    self.plan = plan
    self.status = status
  }
}

extension Reporter {
  /// The same reporter, overheard: what is told goes to these first.
  public func overheard(
    result: @escaping @Sendable (Event) -> Void,
    note: @escaping @Sendable (Event) -> Void = { _ in },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) -> Reporter {
    Reporter(
      result: {
        result($0)
        self.result($0)
      },
      note: {
        note($0)
        self.note($0)
      },
      progress: {
        progress($0)
        self.progress($0)
      }, plan: plan, status: status)
  }
}

/// What is going on right now. Each replaces what was said before of the same stack or image; it
/// may be said as often as it changes.
public enum Progress: Equatable, Sendable {
  /// What a stack is at, or the cycle as a whole (nil): "starting", "waiting for web".
  case doing(stack: String?, String)
  /// The cycle has come to one of its parts.
  case stage(Stage)
  /// A stack's containers are watched: whether they stay up.
  case watching(stack: String, containers: [String])
  /// Nothing more is going on for a stack, or for the cycle as a whole (nil).
  case done(stack: String?)
  /// An image that comes from its registry. Bytes; the total is nil until it is known.
  case pulling(image: String, done: Int64, total: Int64?)
  /// The image is here, or could not be had.
  case pulled(image: String)
  /// Nothing is going on any more.
  case settled
  /// When the service is expected to run the next cycle: seconds since 1970-01-01T00:00:00Z.
  case next(Int64)
}
