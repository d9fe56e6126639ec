/// What became of one stack in a cycle.
public enum Outcome: Equatable, Sendable {
  /// What runs is what is declared, and nothing had to be done.
  case unchanged
  case changed([AppliedChange])
  case failed(Problem)
  /// The version that ran well before runs, and what drifted of it was mended; the one that failed
  /// is not tried again.
  case heldBack(HeldBack, [AppliedChange] = [])
  /// A version failed, and the one that ran well before was brought back.
  case rolledBack(HeldBack, [AppliedChange])
  /// A person works on it: it was left alone.
  case onHold(Hold)

  public var failed: Bool {
    if case .failed = self { true } else { false }
  }

  /// The version that failed and is not tried again.
  public var heldBack: HeldBack? {
    switch self {
    case .heldBack(let version, _), .rolledBack(let version, _): version
    case .unchanged, .changed, .failed, .onHold: nil
    }
  }
}

/// What was done to a container, and why.
public struct AppliedChange: Equatable, Sendable, CustomStringConvertible {
  public let change: ContainerChange
  public let causes: [Cause]

  public init(_ change: ContainerChange, _ causes: [Cause]) {
    self.change = change
    self.causes = causes
  }

  /// "recreated web-app-1 (image a to b)"
  public var description: String { "\(change) (\(causes.words))" }
}

/// What became of one undeclared project.
public enum Removal: Equatable, Sendable {
  /// - Parameter left: what stays behind: volumes, and data in its folder.
  case removed(Cause, left: [String])
  case failed(Problem)
}
