public import Model

/// What is known of one stack.
public struct StackStatus: Equatable, Sendable, Codable {
  /// What the last cycle made of it.
  public enum State: String, Sendable, Codable {
    case unchanged, changed, failed
    /// The version that ran well before runs, since what is committed failed.
    case heldBack = "held-back"
    /// A person works on it.
    case onHold = "on-hold"
    /// No cycle has told yet.
    case unknown
  }

  public var name: String
  public var state: State
  /// The commit it was last applied from, in hexadecimal digits; nil where it never was.
  public var commit: String?
  /// When it was last applied: seconds since 1970-01-01T00:00:00Z.
  public var applied: Int64?
  /// What runs of it now; nil where nobody has looked.
  public var runs: RunningVersion?
  /// Why it was last applied, in words.
  public var causes: [String]
  /// How what runs differs from what was applied, in words.
  public var drift: [String]
  /// Containers that somebody paused.
  public var paused: [String]
  /// Why it failed.
  public var problem: String?
  /// The version that failed and is not tried again.
  public var heldBack: HeldBack?
  /// Since when it fails, and when it is tried again.
  public var failing: Failing?
  /// How long it is left alone.
  public var hold: Hold?

  public init(
    _ name: String, _ state: State, commit: String? = nil, applied: Int64? = nil,
    causes: [String] = [], drift: [String] = [], paused: [String] = [], problem: String? = nil,
    heldBack: HeldBack? = nil, failing: Failing? = nil, hold: Hold? = nil
  ) {
    self.name = name
    self.state = state
    self.commit = commit
    self.applied = applied
    self.causes = causes
    self.drift = drift
    self.paused = paused
    self.problem = problem
    self.heldBack = heldBack
    self.failing = failing
    self.hold = hold
  }

  /// One word, or two, for what a person sees first: "running", "drifted", "paused", "failed",
  /// "held back", "on hold", "unknown".
  public var word: String {
    switch state {
    case .onHold: return "on hold"
    case .failed: return "failed"
    case .heldBack: return "held back"
    case .unchanged, .changed, .unknown: break
    }
    if !drift.isEmpty { return "drifted" }
    if !paused.isEmpty { return "paused" }
    return state == .unknown ? "unknown" : "running"
  }
}
