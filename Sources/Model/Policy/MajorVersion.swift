/// What texts such as tags tell of a major version.
enum MajorVersion {
  /// A version's number has no more digits: what is longer is a date, a build, or the beginning of
  /// a commit.
  private static let digitLimit = 4

  /// "16" of "16.2-alpine", "3" of "v3.1", "2024" of "2024.1"; nil for "latest", "sha-3f2c1d0".
  ///
  /// - Parameter twoBelow: versions below this count by two numbers, such as "9.6" of "9.6.24".
  static func of(_ text: Substring, twoBelow: Int = 0) -> String? {
    var rest = text
    if rest.first == "v" || rest.first == "V" { rest = rest.dropFirst() }
    guard let major = takeNumber(&rest) else { return nil }
    guard major < twoBelow else { return endsNumber(rest) ? "\(major)" : nil }
    guard rest.first == "." else { return nil }
    rest = rest.dropFirst()
    guard let minor = takeNumber(&rest), endsNumber(rest) else { return nil }
    return "\(major).\(minor)"
  }

  /// "16" of "2.14-pg16": the version of PostgreSQL that an image made from it brings along.
  static func ofPostgres(in tag: String) -> String? {
    for part in tag.split(whereSeparator: { $0 == "-" || $0 == "_" }) where part.hasPrefix("pg") {
      let number = part.dropFirst(2)
      if number.first != "v", let major = of(number) { return major }
    }
    return nil
  }

  private static func takeNumber(_ text: inout Substring) -> Int? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.utf8.count <= digitLimit else { return nil }
    text = text.dropFirst(digits.count)
    return Int(digits)
  }

  /// Whether what follows is no part of a number or of a commit: "", ".2", "-alpine", "rc1".
  private static func endsNumber(_ rest: Substring) -> Bool {
    guard let next = rest.first else { return true }
    return ".-_+".contains(next) || ["rc", "beta", "alpha"].contains { rest.hasPrefix($0) }
  }
}
