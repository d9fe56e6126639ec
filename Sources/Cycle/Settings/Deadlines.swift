internal import Posix

/// Seconds that each step may take: `deadlines: {up: 10m, pull: 30m, build: 30m, hook: 10m}`.
public struct Deadlines: Equatable, Sendable {
  /// Each `docker compose up`, and how long services may wait for each other.
  public var up = 10.0 * 60
  /// All images that are pulled in a cycle.
  public var pull = 30.0 * 60
  /// The images of one stack that are built.
  public var build = 30.0 * 60
  /// One hook.
  public var hook = 10.0 * 60

  static let config = 60.0
  static let down = 10.0 * 60

  public init() {}
}

extension Site {
  var deadlines: Deadlines { settings.deadlines }

  /// A step's own deadline, cut where that of the whole cycle comes first.
  func limit(_ seconds: Double) -> Double {
    max(1, min(seconds, end.seconds(since: .now)))
  }
}
