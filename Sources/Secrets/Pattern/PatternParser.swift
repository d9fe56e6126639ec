/// Reads the syntax of Go's `regexp`.
struct PatternParser {
  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  private static let maxRepeat = 1000
  private static let maxDepth = 100

  private var scanner: PatternScanner
  private var flags = Flags()
  private var depth = 0

  init(_ text: String) { scanner = PatternScanner(text) }

  /// The whole expression.
  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try choice()
    guard scanner.isAtEnd else { throw PatternError(reason: "unmatched ) in it") }
    return node
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maxDepth else { throw PatternError(reason: "nested too deeply") }
    var branches = [try sequence()]
    while scanner.skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let next = scanner.peek(), next != "|", next != ")" {
      if scanner.skip("\\Q") {
        parts += scanner.quoted().map { literal($0) }
        continue
      }
      guard !"*+?".unicodeScalars.contains(next) else {
        throw PatternError(reason: "nothing to repeat before \(next)")
      }
      parts.append(try repetition(of: try atom()))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition(of node: PatternNode) throws(PatternError) -> PatternNode {
    guard let (min, max) = try bounds() else { return node }
    _ = scanner.skip("?")  // fewer or more: the same texts match
    guard try bounds() == nil else { throw PatternError(reason: "repetition of a repetition") }
    return .repetition(node, min: min, max: max)
  }

  private mutating func bounds() throws(PatternError) -> (Int, Int?)? {
    if scanner.skip("*") { return (0, nil) }
    if scanner.skip("+") { return (1, nil) }
    if scanner.skip("?") { return (0, 1) }
    guard let (min, max) = scanner.counts() else { return nil }
    guard min <= Self.maxRepeat, (max ?? min) <= Self.maxRepeat, (max ?? min) >= min else {
      throw PatternError(reason: "bad repetition count")
    }
    return (min, max)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    switch scanner.next() {
    case "(": return try group()
    case "[": return .set(folded(try PatternClass.parse(&scanner)))
    case ".":
      var set = ScalarSet.any
      if !flags.dotMatchesNewline {
        set = ScalarSet([10...10])
        set.isNegated = true
      }
      return .set(set)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case let scalar?: return literal(scalar)
    case nil: return .empty
    }
  }

  private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
    .set(folded(ScalarSet([scalar.value...scalar.value])))
  }

  private func folded(_ set: ScalarSet) -> ScalarSet {
    var set = set
    set.ignoresCase = flags.ignoresCase
    return set
  }

  private mutating func escape() throws(PatternError) -> PatternNode {
    switch scanner.peek() {
    case "A":
      scanner.advance()
      return .assertion(.textStart)
    case "z":
      scanner.advance()
      return .assertion(.textEnd)
    case "b":
      scanner.advance()
      return .assertion(.wordBoundary)
    case "B":
      scanner.advance()
      return .assertion(.noWordBoundary)
    default:
      switch try PatternClass.escape(&scanner) {
      case .set(let set): return .set(set)
      case .scalar(let scalar): return literal(scalar)
      }
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    let outer = flags
    if scanner.skip("?") {
      if scanner.skip("P<") || scanner.skip("<") {
        try groupName()
      } else if try flagGroup() {
        return .empty
      }
    }
    let node = try choice()
    guard scanner.skip(")") else { throw PatternError(reason: "missing )") }
    flags = outer
    return node
  }

  private mutating func groupName() throws(PatternError) {
    var length = 0
    while let next = scanner.next(), next != ">" {
      guard ScalarSet.word.contains(next) else { break }
      length += 1
    }
    guard length > 0, scanner.previous == ">" else { throw PatternError(reason: "bad group name") }
  }

  /// `(?i)`, which holds to the end of the group around it (true), or `(?i:` (false).
  private mutating func flagGroup() throws(PatternError) -> Bool {
    var value = true
    while let next = scanner.next() {
      switch next {
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotMatchesNewline = value
      case "U": break
      case "-" where value: value = false
      case ":": return false
      case ")": return true
      default: throw PatternError(reason: "(?\(next) is not supported")
      }
    }
    throw PatternError(reason: "missing )")
  }
}
