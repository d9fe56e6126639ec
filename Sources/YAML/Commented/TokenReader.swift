internal import CYAML

/// All tokens of a text: libyaml's scanner, which leaves comments out.
struct TokenReader: ~Copyable {
  private let parser: RawParser
  private let limits: YAMLLimits

  init(_ bytes: [UInt8], limits: YAMLLimits) {
    parser = RawParser(bytes)
    self.limits = limits
  }

  /// Every token to the end of the stream.
  func all() throws(YAMLError) -> [Token] {
    var tokens: [Token] = []
    var depth = 0
    while true {
      let token = try next()
      tokens.append(token)
      switch token.kind {
      case .streamEnd: return tokens
      case .blockSequenceStart, .blockMappingStart, .flowSequenceStart, .flowMappingStart:
        depth += 1
      case .blockEnd, .flowSequenceEnd, .flowMappingEnd: depth -= 1
      default: break
      }
      guard depth <= limits.depth else { throw YAMLError("nested too deep", at: token.mark) }
      guard tokens.count <= limits.nodes * 4 else {
        throw YAMLError("more than \(limits.nodes) nodes", at: token.mark)
      }
    }
  }

  private func next() throws(YAMLError) -> Token {
    var token = yaml_token_t()
    guard yaml_parser_scan(parser.raw, &token) == 1 else { throw parser.failure() }
    defer { yaml_token_delete(&token) }
    return Token(token)
  }
}
