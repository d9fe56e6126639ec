internal import Git

/// Points in time in words, as the clock showed where they were noted.
enum DateText {
  /// `2026-11-22`.
  static func day(_ date: Commit.Date) -> String {
    let (year, month, day) = civil(local(date).days)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `2026-11-22 09:05 +0100`.
  static func minute(_ date: Commit.Date) -> String { "\(day(date)) \(clock(date, " ", ""))" }

  /// `2026-11-22T09:05:30+01:00` (RFC 3339).
  static func full(_ date: Commit.Date) -> String {
    let seconds = padded(local(date).seconds % 60, 2)
    return "\(day(date))T\(clock(date, ":\(seconds)", ":"))"
  }

  private static func clock(
    _ date: Commit.Date, _ behind: String, _ between: String
  ) -> String {
    let minutes = local(date).seconds / 60
    let zone = Int64(abs(date.offset))
    let sign = date.offset < 0 ? "-" : "+"
    return "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))\(behind)\(sign)"
      + "\(padded(zone / 60, 2))\(between)\(padded(zone % 60, 2))"
  }

  private static func local(_ date: Commit.Date) -> (days: Int64, seconds: Int64) {
    // what no calendar has is cut off
    let limit: Int64 = 250_000_000_000
    let time = max(-limit / 5, min(limit, date.seconds)) + Int64(date.offset) * 60
    let days = (time >= 0 ? time : time - 86399) / 86400
    return (days, time - days * 86400)
  }

  /// Year, month and day of the days since 1970-01-01, by the Gregorian calendar.
  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    // years begin in March here, so that leap days come last; 400 of them are 146097 days
    let shifted = days + 719468
    let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
    let day = shifted - era * 146097
    let year = (day - day / 1460 + day / 36524 - day / 146096) / 365
    let ofYear = day - (365 * year + year / 4 - year / 100)
    let part = (5 * ofYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * part + 2) / 5 + 1)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
