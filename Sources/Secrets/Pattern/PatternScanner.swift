/// The characters of a regular expression, one after the other.
struct PatternScanner {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var isAtEnd: Bool { position == scalars.count }
  var previous: Unicode.Scalar? { position > 0 ? scalars[position - 1] : nil }

  /// How many characters `other` is ahead.
  func distance(to other: PatternScanner) -> Int { other.position - position }

  func peek() -> Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

  mutating func advance() { position += 1 }

  mutating func next() -> Unicode.Scalar? {
    guard !isAtEnd else { return nil }
    defer { position += 1 }
    return scalars[position]
  }

  /// Steps over `text` where it comes next.
  mutating func skip(_ text: String) -> Bool {
    guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  /// `{2}`, `{2,}` or `{2,3}`; anything else in braces is literal.
  mutating func counts() -> (Int, Int?)? {
    let start = position
    guard skip("{"), let min = number() else {
      position = start
      return nil
    }
    if skip("}") { return (min, min) }
    guard skip(",") else {
      position = start
      return nil
    }
    if skip("}") { return (min, nil) }
    guard let max = number(), skip("}") else {
      position = start
      return nil
    }
    return (min, max)
  }

  /// Up to `limit` digits of `radix` as a number.
  mutating func number(radix: Int = 10, limit: Int = 8) -> Int? {
    var text = ""
    while text.utf8.count < limit, let next = peek(), next.isASCII,
      let digit = Character(next).hexDigitValue, digit < radix
    {
      text.unicodeScalars.append(next)
      advance()
    }
    return Int(text, radix: radix)
  }

  /// Everything up to `\E` or the end.
  mutating func quoted() -> [Unicode.Scalar] {
    var found: [Unicode.Scalar] = []
    while !isAtEnd, !skip("\\E") {
      found.append(scalars[position])
      advance()
    }
    return found
  }
}
