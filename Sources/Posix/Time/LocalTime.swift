internal import Glibc

/// Times as the people at this machine read them off their clocks.
public struct LocalTime: Sendable {
  private let now: Int64
  private let offset: Int64?

  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  ///   - offset: seconds that those clocks are ahead of UTC; nil for as many as this machine knows.
  public init(now: Int64 = WallClock.now, offset: Int64? = nil) {
    self.now = now
    self.offset = offset
  }

  /// "03:12" where that is today, else "2026-11-20 03:12".
  ///
  /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
  public func words(_ seconds: Int64) -> String {
    let (date, time) = (format(seconds, "%Y-%m-%d"), format(seconds, "%H:%M"))
    return date == format(now, "%Y-%m-%d") ? time : "\(date) \(time)"
  }

  /// Whether a hold, or whatever else lasts until then, has ended.
  public func isPast(_ seconds: Int64) -> Bool { seconds <= now }

  private func format(_ seconds: Int64, _ pattern: String) -> String {
    WallClock.format(seconds &+ (offset ?? LocalTime.offset(at: seconds)), pattern)
  }

  private static func offset(at seconds: Int64) -> Int64 {
    var time = time_t(seconds)
    var parts = tm()
    return localtime_r(&time, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
  }
}
