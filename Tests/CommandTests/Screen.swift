/// A terminal as far as converge uses one: what stands on it after some bytes.
struct Screen {
  let columns: Int
  let rows: Int
  private(set) var lines: [String]
  /// What scrolled out at the top.
  private(set) var gone: [String] = []
  /// How often text reached the right edge, so that a terminal would break it.
  private(set) var wraps = 0
  private(set) var row = 0
  private(set) var column = 0

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    lines = Array(repeating: "", count: rows)
  }

  /// What stands there, without blanks at the ends of lines and empty lines below.
  var text: [String] {
    var result = lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    while result.last == "" { result.removeLast() }
    return result
  }

  mutating func write(_ bytes: [UInt8]) {
    var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n": lineFeed()
      case "\u{1b}": steer(&rest)
      default: put(Character(scalar))
      }
    }
  }

  private mutating func lineFeed() {
    if row < rows - 1 {
      row += 1
    } else {
      gone.append(lines.removeFirst())
      lines.append("")
    }
  }

  private mutating func put(_ character: Character) {
    if column == columns {
      wraps += 1
      column = 0
      lineFeed()
    }
    var line = Array(lines[row])
    while line.count <= column { line.append(" ") }
    line[column] = character
    lines[row] = String(line)
    column += 1
  }

  /// ESC [ number letter.
  private mutating func steer(_ rest: inout ArraySlice<Unicode.Scalar>) {
    guard rest.popFirst() == "[" else { fatalError("an unknown control sequence") }
    var number = ""
    while let digit = rest.first, ("0"..."9").contains(digit) {
      number.unicodeScalars.append(digit)
      rest.removeFirst()
    }
    switch rest.popFirst() {
    case "A": row = max(0, row - (Int(number) ?? 1))
    case "K": lines[row] = String(lines[row].prefix(column))
    case "J":
      lines[row] = String(lines[row].prefix(column))
      for below in lines.indices where below > row { lines[below] = "" }
    case "m": break
    case let other: fatalError("an unknown control sequence: \(String(describing: other))")
    }
  }
}
