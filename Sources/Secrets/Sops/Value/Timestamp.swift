/// A point in time as RFC 3339 writes it, with its own offset.
struct Timestamp: Equatable {
  private let date: String
  private let fraction: String
  private let offset: String

  /// To the second, as it enters the MAC's additional data and as sops prints it.
  var seconds: String { date + offset }
  /// With the fraction, as it enters the MAC.
  var nanoseconds: String { date + (fraction.isEmpty ? "" : "." + fraction) + offset }

  /// Reads `2006-01-02T15:04:05Z`.
  ///
  /// - Parameter strict: two digits for the hour and a point before the fraction, as Go wants them
  ///   in values; metadata may have one digit and a comma.
  init?(_ text: String, strict: Bool) {
    var scanner = Scanner(text)
    guard let year = scanner.number(4...4), scanner.skip("-"), let month = scanner.number(2...2),
      scanner.skip("-"), let day = scanner.number(2...2), scanner.skip("T"),
      let hour = scanner.number(strict ? 2...2 : 1...2), scanner.skip(":"),
      let minute = scanner.number(2...2), scanner.skip(":"), let second = scanner.number(2...2),
      (1...12).contains(month), (1...Self.days(month, year)).contains(day), hour < 24,
      minute < 60, second < 60
    else { return nil }
    guard let fraction = scanner.fraction(comma: !strict), let offset = scanner.offset(),
      scanner.isAtEnd
    else { return nil }
    date =
      Self.pad(year, 4) + "-" + Self.pad(month) + "-" + Self.pad(day)
      + "T" + Self.pad(hour) + ":" + Self.pad(minute) + ":" + Self.pad(second)
    self.fraction = fraction
    self.offset = offset
  }

  /// Seconds since 1970, in UTC, for the years 0 to 9999.
  init(unix: Int64) {
    let (days, rest) = (Self.floored(unix, 86_400), Int(unix - Self.floored(unix, 86_400) * 86_400))
    // Days since 0000-03-01, so that the leap day ends a year (proleptic Gregorian calendar).
    let shifted = days + 719_468
    let era = Self.floored(shifted, 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let fullYear = year + Int(era) * 400 + (month <= 2 ? 1 : 0)
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    date =
      Self.pad(fullYear, 4) + "-" + Self.pad(month) + "-" + Self.pad(day)
      + "T" + Self.pad(rest / 3600) + ":" + Self.pad(rest / 60 % 60) + ":" + Self.pad(rest % 60)
    fraction = ""
    offset = "Z"
  }

  private static func floored(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((-value + by - 1) / by)
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  fileprivate static func pad(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

private struct Scanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    let text = rest.prefix(digits.upperBound).prefix { (48...57).contains($0) }
    guard digits.contains(text.count) else { return nil }
    rest = rest.dropFirst(text.count)
    return Int(String(Substring(text)))
  }

  /// Up to nine digits without zeros at their end; empty without a fraction, nil where malformed.
  mutating func fraction(comma: Bool) -> String? {
    guard skip(".") || (comma && skip(",")) else { return "" }
    let digits = rest.prefix { (48...57).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    var text = String(Substring(digits.prefix(9)))
    while text.last == "0" { text.removeLast() }
    return text
  }

  mutating func offset() -> String? {
    if skip("Z") { return "Z" }
    let sign = rest.first == UInt8(ascii: "-") ? "-" : "+"
    guard skip("+") || skip("-"), let hour = number(2...2), skip(":"), let minute = number(2...2),
      hour < 24, minute < 60
    else { return nil }
    return hour == 0 && minute == 0
      ? "Z" : sign + Timestamp.pad(hour) + ":" + Timestamp.pad(minute)
  }
}
