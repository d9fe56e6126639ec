import TestSupport

/// A change to an input, of the kinds that find most.
enum Mutation: CaseIterable {
  case flipBit, setByte, remove, repeatPart, move, insertWord, splice, cut, bigNumber

  /// Some changes, one after the other.
  ///
  /// - Parameters:
  ///   - seeds: what `splice` takes parts of.
  ///   - words: what may be put in.
  static func some(
    of bytes: [UInt8], seeds: [[UInt8]], words: [String], _ dice: inout Dice
  ) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...6, using: &dice) {
      guard let mutation = allCases.randomElement(using: &dice) else { break }
      mutation.apply(to: &result, seeds, words, &dice)
    }
    return Array(result.prefix(64 << 10))
  }

  private func apply(
    to bytes: inout [UInt8], _ seeds: [[UInt8]], _ words: [String], _ dice: inout Dice
  ) {
    let place = Mutation.part(of: bytes, &dice)
    switch self {
    case .flipBit:
      if place.lowerBound < bytes.count {
        bytes[place.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      }
    case .setByte:
      if place.lowerBound < bytes.count {
        bytes[place.lowerBound] = UInt8.random(in: 0...255, using: &dice)
      }
    case .remove: bytes.removeSubrange(place)
    case .repeatPart: bytes.insert(contentsOf: Array(bytes[place]), at: place.upperBound)
    case .move:
      let moved = Array(bytes[place])
      bytes.removeSubrange(place)
      bytes.insert(contentsOf: moved, at: Int.random(in: 0...bytes.count, using: &dice))
    case .insertWord:
      guard let word = words.randomElement(using: &dice) else { return }
      bytes.insert(contentsOf: word.utf8, at: place.lowerBound)
    case .splice:
      guard let other = seeds.randomElement(using: &dice) else { return }
      bytes.replaceSubrange(place, with: other[Mutation.part(of: other, &dice)])
    case .cut: bytes.removeSubrange(place.lowerBound...)
    case .bigNumber: Mutation.replaceNumber(in: &bytes, from: place.lowerBound, &dice)
    }
  }

  /// A part of the bytes, mostly a short one.
  private static func part(of bytes: [UInt8], _ dice: inout Dice) -> Range<Int> {
    let start = Int.random(in: 0...bytes.count, using: &dice)
    let most = Bool.random(using: &dice) ? 8 : bytes.count
    return start..<Int.random(in: start...min(bytes.count, start + most), using: &dice)
  }

  /// Puts a number at the limits of what fits in the place of the next one.
  private static func replaceNumber(
    in bytes: inout [UInt8], from start: Int, _ dice: inout Dice
  ) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = bytes[start...].firstIndex(where: digits.contains) else { return }
    let end = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
    let numbers = ["0", "-1", "9223372036854775807", "18446744073709551616", "2147483648", "1e400"]
    bytes.replaceSubrange(
      first..<end, with: Array((numbers.randomElement(using: &dice) ?? "").utf8))
  }
}
