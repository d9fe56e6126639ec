/// What became of one stack in a cycle.
public enum Outcome: Equatable, Sendable {
  /// What runs is what is declared, and nothing had to be done.
  case unchanged
  case changed([ContainerChange], Cause)
  case failed(Problem)

  public var failed: Bool {
    if case .failed = self { true } else { false }
  }
}

/// What became of one undeclared project.
public enum Removal: Equatable, Sendable {
  /// - Parameter left: what stays behind: volumes, and data in its folder.
  case removed(Cause, left: [String])
  case failed(Problem)
}
