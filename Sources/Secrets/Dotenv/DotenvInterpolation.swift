/// What Compose's interpolation finds in a value: `$NAME`, `${NAME...}`, `$$`.
struct DotenvInterpolation {
  /// Names that would be looked up. They may be pieces of a secret: `pa$word`.
  private(set) var variables: [String] = []
  /// Whether `$$` stands in it.
  private(set) var hasPairs = false
  /// Whether a `${` is not closed, begins no name, or demands that it is set: Compose refuses the
  /// file.
  private(set) var isRefused = false
  /// The value with `$$` as `$`.
  private(set) var collapsed: [UInt8] = []
  /// The literal texts between variables, and the names themselves.
  private(set) var pieces: [[UInt8]] = []

  private static let dollar = UInt8(ascii: "$")

  init(_ value: [UInt8]) {
    var start = 0
    var piece: [UInt8] = []
    while let sign = ByteText.index(of: Self.dollar, in: value, from: start) {
      piece += value[start..<sign]
      collapsed += value[start...sign]
      start = sign + 1
      if start < value.count, value[start] == Self.dollar {
        hasPairs = true
        start += 1
        piece.append(Self.dollar)
      } else if let end = variable(value, at: start) {
        pieces.append(piece)
        piece = []
        collapsed += value[start..<end]
        start = end
      } else {
        piece.append(Self.dollar)
      }
    }
    piece += value[start...]
    collapsed += value[start...]
    pieces = (pieces + [piece] + variables.map { Array($0.utf8) }).filter { !$0.isEmpty }
  }

  /// Reads what follows a single `$`, up to where literal text or a default value goes on; nil
  /// where the `$` stands for itself.
  private mutating func variable(_ value: [UInt8], at start: Int) -> Int? {
    let isBraced = start < value.count && value[start] == UInt8(ascii: "{")
    let first = isBraced ? start + 1 : start
    var end = first
    while end < value.count, Self.isName(value[end], first: end == first) { end += 1 }
    if end > first { variables.append(String(decoding: value[first..<end], as: UTF8.self)) }
    guard isBraced else { return end > first ? end : nil }
    guard end > first, let rest = closing(value, at: end) else {
      isRefused = true
      return end
    }
    return rest
  }

  /// Where it goes on behind `}` or behind the operator before a default value, which may hold
  /// variables itself; nil where neither is there.
  private mutating func closing(_ value: [UInt8], at start: Int) -> Int? {
    let line = ByteText.index(of: 10, in: value, from: start) ?? value.count
    guard let brace = ByteText.index(of: UInt8(ascii: "}"), in: value, from: start, to: line)
    else { return nil }
    if brace == start { return brace + 1 }
    let sign = value[start] == UInt8(ascii: ":") ? start + 1 : start
    switch value[sign] {
    case UInt8(ascii: "-"), UInt8(ascii: "+"): return sign + 1
    case UInt8(ascii: "?"):
      // Refused unless the variable is set.
      isRefused = true
      return sign + 1
    default: return nil
    }
  }

  private static func isName(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case 65...90, 97...122, UInt8(ascii: "_"): true
    case 48...57: !first
    default: false
    }
  }
}
