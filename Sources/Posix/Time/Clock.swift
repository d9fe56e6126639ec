internal import CLinux
internal import Glibc

/// A point on the clock that never jumps, for deadlines.
public struct Instant: Comparable, Sendable {
  let nanoseconds: Int64

  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// This instant and a number of seconds.
  public func adding(seconds: Double) -> Instant {
    Instant(nanoseconds: nanoseconds + Int64(seconds * 1e9))
  }

  /// Lets the process sleep.
  public static func pause(seconds: Double) { usleep(UInt32(seconds * 1e6)) }

  /// Seconds from `earlier` to this instant.
  public func seconds(since earlier: Instant) -> Double {
    Double(nanoseconds - earlier.nanoseconds) / 1e9
  }
}

/// The time of day.
public enum WallClock {
  /// Seconds since 1970-01-01T00:00:00Z.
  public static var now: Int64 { Int64(time(nil)) }

  /// Whether some program keeps the clock right (adjtimex(2)); nil where that cannot be told.
  public static var isSynchronized: Bool? {
    let answer = converge_clock_is_synchronized()
    return answer < 0 ? nil : answer == 1
  }

  /// "2026-11-21T09:30:00Z" (RFC 3339).
  ///
  /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
  public static func rfc3339(_ seconds: Int64) -> String {
    format(seconds, "%Y-%m-%dT%H:%M:%SZ")
  }

  /// "20261121T093000Z", for file names.
  ///
  /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
  public static func compact(_ seconds: Int64) -> String {
    format(seconds, "%Y%m%dT%H%M%SZ")
  }

  static func format(_ seconds: Int64, _ pattern: String) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 40)
    let count = strftime(&buffer, buffer.count, pattern, &parts)
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
