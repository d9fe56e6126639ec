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
