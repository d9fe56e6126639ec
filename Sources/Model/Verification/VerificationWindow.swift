/// How long the containers of a stack that changed are watched: `verify: {window: 60s, stable: 20s}`.
public struct VerificationWindow: Equatable, Sendable {
  /// The seconds that either may be.
  public static let limits: ClosedRange<Int64> = 1...1800

  /// Seconds within which each has become valid, and has stayed so.
  public var window: Double
  /// Seconds for which each has to stay valid without a break.
  public var stable: Double

  public init(window: Double = 60, stable: Double = 20) {
    self.window = window
    self.stable = stable
  }

  /// The same with what a stack's own files say; what they leave out gives way.
  public func adjusted(to project: ResolvedProject) -> VerificationWindow {
    let window = project.window ?? max(self.window, project.stable ?? 0)
    return VerificationWindow(window: window, stable: project.stable ?? min(stable, window))
  }
}
