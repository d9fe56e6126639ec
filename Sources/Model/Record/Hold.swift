/// A stack that a person works on by hand: it is left alone until the hold ends.
public struct Hold: Equatable, Sendable, Codable {
  /// When it began: seconds since 1970-01-01T00:00:00Z.
  public var since: Int64
  /// When it ends by itself: seconds since 1970-01-01T00:00:00Z; nil for never.
  public var until: Int64?
  public var reason: String?

  public init(since: Int64, until: Int64? = nil, reason: String? = nil) {
    self.since = since
    self.until = until
    self.reason = reason
  }

  /// Whether it holds at a time.
  public func isActive(at now: Int64) -> Bool { until.map { now < $0 } ?? true }
}
