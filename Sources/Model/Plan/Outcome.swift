/// What became of one stack in a cycle.
public enum Outcome: Equatable, Sendable {
  /// What runs is what is declared, and nothing had to be done.
  case unchanged
  case changed([AppliedChange])
  case failed(Problem)

  public var failed: Bool {
    if case .failed = self { true } else { false }
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
