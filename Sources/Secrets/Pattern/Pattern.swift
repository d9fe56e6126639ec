/// Why a regular expression was refused.
struct PatternError: Error, Equatable {
  let reason: String
}

/// A regular expression in the syntax of Go's `regexp` (RE2), for the rules of SOPS files.
///
/// Matching takes time in proportion to pattern and text, and is given up where that is too much. Classes of Unicode
/// properties (`\p{...}`) are refused rather than approximated.
struct Pattern: Equatable {
  /// Bytes of an expression at most.
  private static let limit = 64 << 10

  private let program: PatternProgram

  /// Reads and compiles the expression.
  init(_ bytes: [UInt8]) throws(PatternError) {
    guard bytes.count <= Self.limit else {
      throw PatternError(reason: "the regular expression is longer than 64 KiB")
    }
    guard let text = String(validating: bytes) else {
      throw PatternError(reason: "the regular expression is no valid UTF-8")
    }
    var parser = PatternParser(text)
    program = try PatternProgram(try parser.parse())
  }

  /// Whether the pattern occurs anywhere in the text.
  ///
  /// - Parameter work: what is left for a file, where several texts are looked at.
  /// - Throws: where it takes too long.
  func matches(
    _ bytes: [UInt8], _ work: PatternWork = PatternWork()
  ) throws(PatternError) -> Bool {
    try program.matches(Array(String(decoding: bytes, as: UTF8.self).unicodeScalars), work)
  }
}

extension String {
  fileprivate init?(validating bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard Array(text.utf8) == bytes else { return nil }
    self = text
  }
}
