/// One thing that was looked at, and how it is.
public struct Check: Equatable, Sendable {
  public enum Level: String, Sendable, CaseIterable {
    case ok
    /// It could not be looked at: nothing is known of it.
    case skipped
    /// Cycles go on, but somebody should look.
    case warning
    /// Cycles cannot do, or do not do, what they are for.
    case error
  }

  /// What it belongs to, in the order in which it is told.
  public enum Area: String, Sendable, CaseIterable {
    case configuration, permissions, engine, compose, remotes, keys, registries, clock, disk, units
    case state, cycles
  }

  public var area: Area
  public var level: Level
  /// The thing: "https://gitea.lan/me/infra.git".
  public var subject: String
  /// What was found: lower case, without a full stop.
  public var found: String
  /// What to do; nil where all is well.
  public var advice: String?

  public init(
    _ area: Area, _ level: Level, _ subject: String, _ found: String, _ advice: String? = nil
  ) {
    self.area = area
    self.level = level
    self.subject = subject
    self.found = found
    self.advice = advice
  }
}

extension [Check] {
  /// 1 where anything is an error, else 2 where anything could not be looked at, else 0.
  public var exitCode: Int32 {
    count(of: .error) > 0 ? 1 : count(of: .skipped) > 0 ? 2 : 0
  }

  /// How many there are of a level.
  public func count(of level: Check.Level) -> Int {
    self.filter { $0.level == level }.count
  }
}
