/// The word that was probably meant: the one with the fewest letters to change, at most a third of
/// them, `_` and `-` and case being equal.
///
/// - Parameters:
///   - word: what was written.
///   - known: what could have been meant.
/// - Returns: nil where none is near.
public func nearest(to word: String, in known: [String]) -> String? {
  guard word.utf8.count <= 60 else { return nil }
  let written = plain(word)
  let ranked = known.map { (word: $0, distance: distance(written, plain($0))) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, best.word.utf8.count / 3) ? best.word : nil
}

private func plain(_ word: String) -> [UInt8] {
  Array(word.lowercased().utf8).filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
}

/// Levenshtein's distance: letters to insert, remove or replace.
private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (index, letter) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, other) in right.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
    }
  }
  return row[right.count]
}
