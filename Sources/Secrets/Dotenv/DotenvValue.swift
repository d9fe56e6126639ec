extension Dotenv.Entry {
  /// What the value means before interpolation: without its comment and outer blanks, or with its
  /// escapes expanded.
  public var literal: [UInt8] {
    switch quoting {
    case .none: Array(raw[uncommented])
    case .single: unescapingQuotes(UInt8(ascii: "'"))
    case .double: DotenvEscapes.expand(unescapingQuotes(UInt8(ascii: "\"")))
    }
  }

  /// The bytes under which the value may show up in the output of programs: as written, as meant,
  /// with `$$` as `$`, and its lines and the pieces around `\n` and variables. Pieces of 8 bytes
  /// and more that stand as they are in another one are left out: ``Masker`` finds them there.
  public var variants: [[UInt8]] {
    var whole = [raw]
    for form in [literal, DotenvInterpolation(literal).collapsed] where !whole.contains(form) {
      whole.append(form)
    }
    let unescaped = ByteText.unescapingNewlines(raw)
    if unescaped.count != raw.count { whole.append(unescaped) }
    var pieces: Set<[UInt8]> = []
    for form in whole {
      for range in ByteText.split(form, at: 10) where range.count < Masker.windowSize {
        pieces.insert(Array(form[range]))
      }
    }
    for piece in DotenvInterpolation(literal).pieces where piece.count < Masker.windowSize {
      pieces.insert(piece)
    }
    whole.removeAll(where: \.isEmpty)
    return whole + pieces.subtracting(whole).filter { !$0.isEmpty }
  }

  /// Where the value stands in `raw`, which is not quoted.
  var uncommented: Range<Int> {
    var start = 0
    while let width = Blank.lineWidth(at: start, in: raw) { start += width }
    let rest = Array(raw[start...])
    let comment = ByteText.pairs(32, UInt8(ascii: "#"), in: rest).first.map { $0 + start }
    return start..<Blank.trimmedEnd(of: raw, from: start, to: comment ?? raw.count)
  }

  private func unescapingQuotes(_ quote: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    while let escape = ByteText.index(of: UInt8(ascii: "\\"), in: raw, from: start),
      escape + 1 < raw.count
    {
      result += raw[start..<escape]
      if raw[escape + 1] != quote { result.append(UInt8(ascii: "\\")) }
      result.append(raw[escape + 1])
      start = escape + 2
    }
    return result + raw[start...]
  }
}

/// The escapes of double-quoted values.
enum DotenvEscapes {
  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
  ]

  /// Expands `\n` and its like, three octal digits behind `\0`, and `\$` to `$$`.
  static func expand(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    while let escape = ByteText.index(of: UInt8(ascii: "\\"), in: bytes, from: start),
      escape + 1 < bytes.count
    {
      result += bytes[start..<escape]
      let letter = bytes[escape + 1]
      start = escape + 2
      if let plain = letters[letter] {
        result.append(plain)
      } else if letter == UInt8(ascii: "$") {
        result += Array("$$".utf8)
      } else if letter == UInt8(ascii: "0") {
        let digits = Array(bytes[start...].prefix(3).prefix { (48...57).contains($0) })
        result += octal(digits)
        start += digits.count
      } else {
        result += [UInt8(ascii: "\\"), letter]
      }
    }
    return result + bytes[start...]
  }

  private static func octal(_ digits: [UInt8]) -> [UInt8] {
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 3, let value = UInt8(text, radix: 8) else {
      return [UInt8(ascii: "\\")] + digits
    }
    return Array(String(Unicode.Scalar(value)).utf8)
  }
}
