/// How long the containers of a stack that changed are watched: `verify: {window: 60s, stable: 20s}`.
public struct VerificationWindow: Equatable, Sendable {
  /// Seconds within which each has become valid, and has stayed so.
  public var window: Double
  /// Seconds for which each has to stay valid without a break.
  public var stable: Double

  public init(window: Double = 60, stable: Double = 20) {
    self.window = window
    self.stable = stable
  }
}
