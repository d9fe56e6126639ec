internal import Model

/// Times and sizes in words.
enum Words {
  /// "2 hours": one unit, rounded down.
  ///
  /// - Parameter seconds: less than one, because a clock jumped back, is "a moment".
  static func age(_ seconds: Int64) -> String {
    let units: [(name: String, seconds: Int64, limit: Int64)] = [
      ("second", 1, 60), ("minute", 60, 60), ("hour", 3600, 48), ("day", 86_400, 60),
      ("month", 30 * 86_400, 24), ("year", 365 * 86_400, .max),
    ]
    if seconds < 1 { return "a moment" }
    let unit = units.first { seconds / $0.seconds < $0.limit }!
    return Count.words(Int(seconds / unit.seconds), unit.name)
  }

  /// "12 s", "1:05", "1:02:03".
  static func duration(_ seconds: Int) -> String {
    if seconds < 60 { return "\(max(0, seconds)) s" }
    let (minutes, rest) = (seconds / 60, two(seconds % 60))
    return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(two(minutes % 60)):\(rest)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// "12.3 of 48.0 MB", "12.3 MB".
  static func size(_ done: Int64, of total: Int64?) -> String {
    let unit =
      [("GB", Int64(1_000_000_000)), ("MB", 1_000_000)]
      .first { max(done, total ?? 0) >= $0.1 } ?? ("kB", 1000)
    let part = "\(tenths(done, unit.1))"
    return (total.map { "\(part) of \(tenths($0, unit.1))" } ?? part) + " \(unit.0)"
  }

  private static func tenths(_ bytes: Int64, _ unit: Int64) -> String {
    let tenths = max(0, bytes) / (unit / 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
