/// A set of characters.
struct ScalarSet: Equatable {
  private(set) var ranges: [ClosedRange<UInt32>] = []
  var isNegated = false
  var ignoresCase = false

  static let any = ScalarSet([0...0x10ffff])
  static let digit = ScalarSet([48...57])
  static let word = ScalarSet([48...57, 65...90, 95...95, 97...122])
  static let space = ScalarSet([9...10, 12...13, 32...32])

  init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  /// Adds another set, which may be negated.
  mutating func insert(_ other: ScalarSet) {
    ranges += other.isNegated ? Self.complement(of: other.ranges) : other.ranges
  }

  /// Sorts the ranges and joins those that touch, so that ``contains(_:)`` takes few steps.
  mutating func simplify() {
    var joined: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
        let upper = max(last.upperBound, range.upperBound)
        joined[joined.count - 1] = last.lowerBound...upper
      } else {
        joined.append(range)
      }
    }
    ranges = joined
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let found =
      ignoresCase ? Self.spellings(of: scalar).contains(where: holds) : holds(scalar.value)
    return found != isNegated
  }

  /// About how many comparisons ``contains(_:)`` takes.
  func cost(of scalar: Unicode.Scalar) -> Int {
    let spellings = ignoresCase ? (scalar.isASCII ? 4 : 40) : 1
    return spellings * (1 + ranges.count / 4)
  }

  private func holds(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } }

  /// A character in lower and upper case, and the two letters beyond ASCII that fold into it.
  private static func spellings(of scalar: Unicode.Scalar) -> [UInt32] {
    if scalar.isASCII { return asciiSpellings[Int(scalar.value)] }
    return allSpellings(of: scalar)
  }

  private static let asciiSpellings = (UInt8(0)..<128).map { allSpellings(of: Unicode.Scalar($0)) }

  private static func allSpellings(of scalar: Unicode.Scalar) -> [UInt32] {
    let upper = single(scalar.properties.uppercaseMapping) ?? scalar
    let lower = single(scalar.properties.lowercaseMapping) ?? scalar
    let folded = single(upper.properties.lowercaseMapping) ?? lower
    var all = [scalar.value, upper.value, lower.value, folded.value]
    if folded == "k" { all.append(0x212a) }
    if folded == "s" { all.append(0x17f) }
    return all
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }

  private static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10ffff { result.append(next...0x10ffff) }
    return result
  }
}
