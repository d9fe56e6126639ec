/// A time as people write it: "90s", "30m", "6h", "2d".
public struct TimeSpan: Equatable, Sendable, CustomStringConvertible {
  public let seconds: Int64

  private static let units: [(letter: Character, seconds: Int64)] = [
    ("d", 86400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  public init(_ seconds: Int64) { self.seconds = seconds }

  /// - Parameter text: a whole number of at most six digits and a unit; nil for anything else.
  public init?(text: String) {
    guard let unit = TimeSpan.units.first(where: { $0.letter == text.last }),
      text.utf8.count < 8,
      text.dropLast().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let count = Int64(text.dropLast())
    else { return nil }
    seconds = count * unit.seconds
  }

  /// "10m", in the largest unit that it is a whole number of.
  public var description: String {
    let unit = TimeSpan.units.first { seconds % $0.seconds == 0 && seconds > 0 }
    return unit.map { "\(seconds / $0.seconds)\($0.letter)" } ?? "\(seconds)s"
  }
}
