/// A time as YAML writes it.
public struct YAMLTime: Equatable, Sendable, CustomStringConvertible {
  public private(set) var year = 0
  public private(set) var month = 1
  public private(set) var day = 1
  public private(set) var hour = 0
  public private(set) var minute = 0
  public private(set) var second = 0
  public private(set) var nanosecond = 0
  /// From UTC, in minutes. A time without a zone is UTC.
  public private(set) var offset = 0

  /// Reads what go-yaml (version 3) takes for a time: `2001-12-14`, `2001-12-14t21:59:43.1-05:00`
  /// (or `T`), `2001-12-14 21:59:43.1`; nil for anything else.
  public init?(_ text: [UInt8]) {
    var reader = Reader(text: text)
    guard text.count > 4, reader.digits(4...4) != nil, text[4] == UInt8(ascii: "-") else {
      return nil
    }
    reader.position = 0
    guard let year = reader.digits(4...4), reader.take("-"), let month = reader.digits(1...2),
      reader.take("-"), let day = reader.digits(1...2), (1...12).contains(month),
      day >= 1, day <= YAMLTime.days(month, year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    if reader.isAtEnd { return }
    let hasZone = reader.take("T") || reader.take("t")
    guard hasZone || reader.takeSpaces(), clock(&reader) else { return nil }
    if hasZone { guard zone(&reader) else { return nil } }
    guard reader.isAtEnd else { return nil }
  }

  private mutating func clock(_ reader: inout Reader) -> Bool {
    guard let hour = reader.digits(1...2), reader.take(":"), let minute = reader.digits(1...2),
      reader.take(":"), let second = reader.digits(1...2), hour < 24, minute < 60, second < 60
    else { return false }
    (self.hour, self.minute, self.second) = (hour, minute, second)
    nanosecond = reader.fraction()
    return true
  }

  private mutating func zone(_ reader: inout Reader) -> Bool {
    if reader.take("Z") { return true }
    let isWest = reader.take("-")
    guard isWest || reader.take("+"), let hours = reader.digits(2...2), reader.take(":"),
      let minutes = reader.digits(2...2), hours <= 24, minutes < 60
    else { return false }
    offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
    return true
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return isLeap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// RFC 3339 with as many digits of a second as are needed: "2001-12-14T21:59:43.1-05:00".
  public var description: String {
    let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
    var text = "\(date)T\(padded(hour)):\(padded(minute)):\(padded(second))"
    if nanosecond > 0 {
      var digits = padded(nanosecond, 9)
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    guard offset != 0 else { return text + "Z" }
    let size = abs(offset)
    return text + "\(offset < 0 ? "-" : "+")\(padded(size / 60)):\(padded(size % 60))"
  }

  private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private struct Reader {
    let text: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func takeSpaces() -> Bool {
      let start = position
      while take(" ") {}
      return position > start
    }

    /// As many digits as there are within `counts`.
    mutating func digits(_ counts: ClosedRange<Int>) -> Int? {
      let found = text[position...].prefix(counts.upperBound).prefix { (48...57).contains($0) }
      guard found.count >= counts.lowerBound else { return nil }
      position += found.count
      return found.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// What stands behind a point or a comma, in nanoseconds; 0 where there is nothing.
    mutating func fraction() -> Int {
      guard position + 1 < text.count,
        text[position] == UInt8(ascii: ".")
          || text[position] == UInt8(ascii: ","), (48...57).contains(text[position + 1])
      else { return 0 }
      let found = text[(position + 1)...].prefix { (48...57).contains($0) }
      position += 1 + found.count
      let nine = found.prefix(9)
      return (nine + Array(repeating: 48, count: 9 - nine.count)).reduce(0) {
        $0 * 10 + Int($1 - 48)
      }
    }
  }
}
