internal import Posix

/// A time as the Engine writes it (RFC 3339, section 5.6): "2026-11-21T09:30:00.123456789Z".
struct Moment {
  let time: FileStatus.Time

  /// - Parameter text: nil is made of anything else, and of the year 1: the Engine's "never".
  init?(_ text: String) {
    guard
      let parts = text.wholeMatch(
        of: /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)/
          .asciiOnlyDigits())?.output,
      let year = Int64(parts.1), year > 1, let month = Int64(parts.2), (1...12).contains(month),
      let day = Int64(parts.3), (1...31).contains(day), let hour = Int64(parts.4), hour < 24,
      let minute = Int64(parts.5), minute < 60, let second = Int64(parts.6), second <= 60,
      let offset = Moment.offset(parts.8)
    else { return nil }
    let clock = hour * 3600 + minute * 60 + second - offset
    let fraction = parts.7.map { $0 + String(repeating: "0", count: 9 - $0.count) }
    time = FileStatus.Time(
      seconds: Moment.days(year, month, day) * 86_400 + clock,
      nanoseconds: fraction.flatMap { Int64($0) } ?? 0)
  }

  /// Seconds east of UTC.
  private static func offset(_ zone: Substring) -> Int64? {
    if zone == "Z" { return 0 }
    guard let hours = Int64(zone.dropFirst().prefix(2)), let minutes = Int64(zone.suffix(2)),
      hours < 24, minutes < 60
    else { return nil }
    return (zone.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// Days since 1970-01-01 in the Gregorian calendar, the year starting in March so that the day
  /// that some years have more is the last one.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = month > 2 ? month - 3 : month + 9
    let leaps = marchYear / 4 - marchYear / 100 + marchYear / 400
    return marchYear * 365 + leaps + (marchMonth * 153 + 2) / 5 + day - 719_469
  }
}
