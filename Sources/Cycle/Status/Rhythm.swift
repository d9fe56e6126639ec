/// How regularly the service runs, as seen by its cycles. What starts it is not asked: systemd knows
/// when it will only after a cycle has ended.
public struct Rhythm: Equatable, Sendable, Codable {
  /// When the last cycle started: seconds since 1970-01-01T00:00:00Z.
  public var last: Int64
  /// Seconds between that and the one before; nil where none is known.
  public var interval: Int64?
  /// Whether the interval was the same twice.
  public var isSteady = false

  public init(last: Int64) { self.last = last }

  /// The same after one more cycle. After a clock that jumped, or a start out of turn, it takes
  /// three cycles until there is a rhythm again.
  ///
  /// - Parameter start: when the cycle started: seconds since 1970-01-01T00:00:00Z.
  public func after(start: Int64) -> Rhythm {
    var next = Rhythm(last: start)
    if start <= last { return next }
    let interval = start - last
    next.interval = interval
    // the whole seconds of two starts, and how exactly a timer keeps its time
    let tolerance = min(2, max(1, interval / 10))
    next.isSteady = self.interval.map { abs($0 - interval) <= tolerance } ?? false
    return next
  }

  /// When the next cycle is to be expected: seconds since 1970-01-01T00:00:00Z; nil where that
  /// cannot be said.
  ///
  /// - Parameter now: what has passed is not expected any more.
  public func expected(after now: Int64) -> Int64? {
    guard isSteady, let interval, last + interval > now else { return nil }
    return last + interval
  }
}
