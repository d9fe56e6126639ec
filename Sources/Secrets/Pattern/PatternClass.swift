/// Bracket expressions and escapes of regular expressions.
enum PatternClass {
  /// What an escape stands for.
  enum Escape {
    case set(ScalarSet)
    case scalar(Unicode.Scalar)
  }

  private static let named: [(String, [ClosedRange<UInt32>])] = [
    ("alnum", [48...57, 65...90, 97...122]), ("alpha", [65...90, 97...122]),
    ("ascii", [0...127]), ("blank", [9...9, 32...32]), ("cntrl", [0...31, 127...127]),
    ("digit", [48...57]), ("graph", [33...126]), ("lower", [97...122]), ("print", [32...126]),
    ("punct", [33...47, 58...64, 91...96, 123...126]), ("space", [9...13, 32...32]),
    ("upper", [65...90]), ("word", [48...57, 65...90, 95...95, 97...122]),
    ("xdigit", [48...57, 65...70, 97...102]),
  ]

  /// Reads a bracket expression whose `[` was read.
  static func parse(_ scanner: inout PatternScanner) throws(PatternError) -> ScalarSet {
    var set = ScalarSet()
    set.isNegated = scanner.skip("^")
    var isFirst = true
    while isFirst || scanner.peek() != "]" {
      isFirst = false
      if let named = try namedClass(&scanner) {
        set.insert(named)
        continue
      }
      switch try element(&scanner) {
      case .set(let other): set.insert(other)
      case .scalar(let low): set.insert(try range(from: low, &scanner))
      }
    }
    _ = scanner.skip("]")
    set.simplify()
    return set
  }

  /// Reads an escape whose backslash was read.
  static func escape(_ scanner: inout PatternScanner) throws(PatternError) -> Escape {
    guard let letter = scanner.next() else { throw PatternError(reason: "ends in a backslash") }
    if let set = perlClass(letter) { return .set(set) }
    if let control = control(letter) { return .scalar(control) }
    switch letter {
    case "x": return .scalar(try hexadecimal(&scanner))
    case "0"..."7": return .scalar(try octal(letter, &scanner))
    default:
      guard letter.isASCII, !ScalarSet.word.contains(letter) || letter == "_" else {
        throw PatternError(reason: "\\\(letter) is not supported")
      }
      return .scalar(letter)
    }
  }

  private static func element(
    _ scanner: inout PatternScanner
  ) throws(PatternError) -> Escape {
    guard let next = scanner.next() else { throw PatternError(reason: "missing ]") }
    return next == "\\" ? try escape(&scanner) : .scalar(next)
  }

  private static func range(
    from low: Unicode.Scalar, _ scanner: inout PatternScanner
  ) throws(PatternError) -> ClosedRange<UInt32> {
    var ahead = scanner
    guard ahead.skip("-"), let next = ahead.peek(), next != "]" else {
      return low.value...low.value
    }
    scanner = ahead
    guard case .scalar(let high) = try element(&scanner), high >= low else {
      throw PatternError(reason: "bad range in brackets")
    }
    return low.value...high.value
  }

  private static func namedClass(
    _ scanner: inout PatternScanner
  ) throws(PatternError) -> ScalarSet? {
    var ahead = scanner
    guard ahead.skip("[:") else { return nil }
    let isNegated = ahead.skip("^")
    for (name, ranges) in named where ahead.skip(name + ":]") {
      scanner = ahead
      var set = ScalarSet(ranges)
      set.isNegated = isNegated
      return set
    }
    return nil
  }

  private static func perlClass(_ letter: Unicode.Scalar) -> ScalarSet? {
    var set: ScalarSet
    switch letter {
    case "d", "D": set = .digit
    case "w", "W": set = .word
    case "s", "S": set = .space
    default: return nil
    }
    set.isNegated = letter.value < 97
    return set
  }

  private static func control(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
    switch letter {
    case "a": "\u{7}"
    case "f": "\u{C}"
    case "n": "\n"
    case "r": "\r"
    case "t": "\t"
    case "v": "\u{B}"
    default: nil
    }
  }

  private static func hexadecimal(
    _ scanner: inout PatternScanner
  ) throws(PatternError) -> Unicode.Scalar {
    let isBraced = scanner.skip("{")
    guard let value = scanner.number(radix: 16, limit: isBraced ? 6 : 2),
      let scalar = Unicode.Scalar(UInt32(value)), !isBraced || scanner.skip("}")
    else { throw PatternError(reason: "bad \\x escape") }
    return scalar
  }

  /// `\0`, `\012`, `\123`; one digit alone would refer back to a group.
  private static func octal(
    _ first: Unicode.Scalar, _ scanner: inout PatternScanner
  ) throws(PatternError) -> Unicode.Scalar {
    let rest = scanner
    let more = scanner.number(radix: 8, limit: 2)
    guard first == "0" || more != nil else {
      throw PatternError(reason: "back references are not supported")
    }
    let digits = rest.distance(to: scanner)
    let value = Int(first.value - 48) << (3 * digits) | (more ?? 0)
    guard let scalar = Unicode.Scalar(UInt32(value)) else {
      throw PatternError(reason: "bad octal escape")
    }
    return scalar
  }
}
