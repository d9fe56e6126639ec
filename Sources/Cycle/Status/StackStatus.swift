/// What is known of one stack.
public struct StackStatus: Equatable, Sendable, Codable {
  /// What the last cycle made of it.
  public enum State: String, Sendable, Codable {
    case unchanged, changed, failed
    /// No cycle has told yet.
    case unknown
  }

  public var name: String
  public var state: State
  /// The commit it was last applied from, in hexadecimal digits; nil where it never was.
  public var commit: String?
  /// When it was last applied: seconds since 1970-01-01T00:00:00Z.
  public var applied: Int64?
  /// Why it was last applied, in words.
  public var causes: [String]
  /// How what runs differs from what was applied, in words.
  public var drift: [String]
  /// Containers that somebody paused.
  public var paused: [String]
  /// Why it failed.
  public var problem: String?

  public init(
    _ name: String, _ state: State, commit: String? = nil, applied: Int64? = nil,
    causes: [String] = [], drift: [String] = [], paused: [String] = [], problem: String? = nil
  ) {
    self.name = name
    self.state = state
    self.commit = commit
    self.applied = applied
    self.causes = causes
    self.drift = drift
    self.paused = paused
    self.problem = problem
  }

  /// One word for what a person sees first: "running", "drifted", "paused", "failed", "unknown".
  public var word: String {
    if state == .failed { return "failed" }
    if !drift.isEmpty { return "drifted" }
    if !paused.isEmpty { return "paused" }
    return state == .unknown ? "unknown" : "running"
  }
}
