/// Whole numbers as YAML writes them, without underscores.
enum IntegerText {
  /// A sign, a prefix (`0x`, `0o`, `0b`, or `0` for octal) and digits; nil for anything else, and
  /// for what does not fit 64 bits.
  static func parse(_ text: [UInt8]) -> Resolution? {
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let (radix, digits) = split(isSigned ? text.dropFirst() : text[...])
    guard let size = magnitude(digits, radix) else { return nil }
    return integer(size, isNegative: text.first == UInt8(ascii: "-"), isSigned: isSigned)
  }

  /// `0b-1` and `0o-7`, which go-yaml reads too.
  static func parseSignBehindPrefix(_ text: [UInt8]) -> Resolution? {
    guard text.count > 3, text[0] == UInt8(ascii: "0"),
      text[1] == UInt8(ascii: "b") || text[1] == UInt8(ascii: "o"),
      text[2] == UInt8(ascii: "-") || text[2] == UInt8(ascii: "+"),
      let size = magnitude(text[3...], text[1] == UInt8(ascii: "b") ? 2 : 8)
    else { return nil }
    return integer(size, isNegative: text[2] == UInt8(ascii: "-"), isSigned: true)
  }

  private static func integer(
    _ size: UInt64, isNegative: Bool, isSigned: Bool
  ) -> Resolution? {
    if isNegative {
      guard size <= UInt64(Int.max) + 1 else { return nil }
      return .integer(Int(truncatingIfNeeded: 0 &- size))
    }
    if let number = Int(exactly: size) { return .integer(number) }
    return isSigned ? nil : .unsigned(size)
  }

  private static func split(_ text: ArraySlice<UInt8>) -> (radix: UInt64, ArraySlice<UInt8>) {
    guard text.first == UInt8(ascii: "0"), text.count > 1 else { return (10, text) }
    switch text[text.startIndex + 1] | 0x20 {
    case UInt8(ascii: "x"): return (16, text.dropFirst(2))
    case UInt8(ascii: "o"): return (8, text.dropFirst(2))
    case UInt8(ascii: "b"): return (2, text.dropFirst(2))
    default: return (8, text.dropFirst())
    }
  }

  private static func magnitude(_ digits: ArraySlice<UInt8>, _ radix: UInt64) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var result: UInt64 = 0
    for byte in digits {
      let value: UInt64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = UInt64(byte - UInt8(ascii: "a")) + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = UInt64(byte - UInt8(ascii: "A")) + 10
      default: return nil
      }
      let (product, isTooMuch) = result.multipliedReportingOverflow(by: radix)
      let (sum, isOver) = product.addingReportingOverflow(value)
      guard value < radix, !isTooMuch, !isOver else { return nil }
      result = sum
    }
    return result
  }
}

/// Numbers with a fraction or an exponent.
enum FloatText {
  /// Decimal digits with at most one point, and an exponent; nil for anything else, and for what is
  /// too large.
  static func parse(_ text: [UInt8]) -> Double? {
    var position = 0
    func digits() -> Int {
      let start = position
      while position < text.count, (48...57).contains(text[position]) { position += 1 }
      return position - start
    }
    if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") { position = 1 }
    let whole = digits()
    var fraction = 0
    var mantissa = Array(text[..<position])
    if whole == 0 { mantissa.append(UInt8(ascii: "0")) }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      let start = position
      position += 1
      fraction = digits()
      if fraction > 0 { mantissa += text[start..<position] }
    }
    guard whole + fraction > 0 else { return nil }
    let exponent = text[position...]
    if position < text.count {
      guard text[position] | 0x20 == UInt8(ascii: "e") else { return nil }
      position += 1
      if position < text.count, [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(text[position]) {
        position += 1
      }
      guard digits() > 0, position == text.count else { return nil }
    }
    let number = Double(String(decoding: mantissa + exponent, as: UTF8.self))
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The shortest decimal text that reads as the same number; with an exponent where that is below
  /// -4 or above 5. `.inf`, `-.inf` and `.nan` too.
  static func write(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let sign = number.sign == .minus ? "-" : ""
    guard number != 0 else { return sign + "0" }
    let (digits, exponent) = parts(number.magnitude)
    if exponent < -4 || exponent > 5 {
      let rest = digits.dropFirst()
      let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      let fraction = rest.isEmpty ? "" : ".\(rest)"
      return "\(sign)\(digits.prefix(1))\(fraction)\(exponent < 0 ? "e-" : "e+")\(size)"
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    let whole = digits.prefix(exponent + 1)
    let rest = digits.dropFirst(exponent + 1)
    let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
    return sign + whole + zeros + (rest.isEmpty ? "" : "." + rest)
  }

  /// Its digits without zeros at either end, and the power of ten of the first.
  private static func parts(_ number: Double) -> (digits: String, exponent: Int) {
    let halves = "\(number)".split(separator: "e")
    let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
    let leading = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leading))
    while digits.last == "0" { digits.removeLast() }
    let power = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    return (digits, whole.count - 1 - leading + power)
  }
}
