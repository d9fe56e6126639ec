/// Waiting for a point in time, as an activity among others.
public final class Pause: Activity {
  /// When it ends.
  public private(set) var end: Instant

  public init(until end: Instant) { self.end = end }

  public var awaited: [Awaited] { [] }

  public var wakeAt: Instant? { end }

  public func proceed() -> Bool { Instant.now >= end }

  /// Ends at once.
  public func stop(signal: Int32) { end = .now }
}
