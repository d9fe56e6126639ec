internal import Glibc

/// Times in a file of allowed signers: `20260131`, `202601312359` or `20260131235959`, in this
/// machine's time zone, or with `Z` or `UTC` behind them.
enum SignerTime {
  /// Seconds since 1970-01-01T00:00:00Z; nil for anything else.
  static func seconds(_ text: [UInt8]) -> Int64? {
    let digits = text.prefix { (48...57).contains($0) }
    let zone = String(decoding: text[digits.count...], as: UTF8.self).uppercased()
    guard [8, 12, 14].contains(digits.count), ["", "Z", "UTC"].contains(zone) else { return nil }
    let values = digits.map { Int32($0) - 48 }
    func number(_ place: Range<Int>) -> Int32 {
      place.upperBound > values.count ? 0 : values[place].reduce(0) { $0 * 10 + $1 }
    }
    var parts = tm()
    parts.tm_year = number(0..<4) - 1900
    parts.tm_mon = number(4..<6) - 1
    parts.tm_mday = number(6..<8)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (number(8..<10), number(10..<12), number(12..<14))
    guard (0...11).contains(parts.tm_mon), (1...31).contains(parts.tm_mday), parts.tm_hour < 24,
      parts.tm_min < 60, parts.tm_sec < 61
    else { return nil }
    parts.tm_isdst = -1
    let seconds = zone.isEmpty ? mktime(&parts) : timegm(&parts)
    return seconds < 0 ? nil : Int64(seconds)
  }

  /// "20260131235959Z"; nil where the year has not four digits.
  static func text(_ seconds: Int64) -> String? {
    var (time, parts) = (time_t(seconds), tm())
    guard gmtime_r(&time, &parts) != nil, (0...8099).contains(parts.tm_year) else { return nil }
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y%m%d%H%M%SZ", &parts)
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
