/// Text by the columns it takes.
extension String {
  /// At most so many: a character that may be wide counts as two.
  var columns: Int { unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) } }

  /// The text, or as much of its start as fits, ended by "..".
  func cut(to limit: Int) -> String {
    if columns <= limit { return self }
    var (result, used) = ("".unicodeScalars, 0)
    for scalar in unicodeScalars {
      used += scalar.value < 0x1100 ? 1 : 2
      if used > limit - 2 { break }
      result.append(scalar)
    }
    return String(result) + String(repeating: ".", count: max(0, min(2, limit)))
  }

  /// The text with blanks behind it.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columns))
  }

  /// The text with blanks before it.
  func indented(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns)) + self
  }

  /// The text in lines that fit, broken at blanks; a longer word stands on a line of its own.
  ///
  /// - Parameter limit: nil: all of it is one line.
  func wrapped(to limit: Int?) -> [String] {
    guard let limit else { return [self] }
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.columns + 1 + String(word).columns <= limit {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
