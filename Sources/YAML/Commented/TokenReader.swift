internal import CYAML

/// How much a YAML text may hold.
public struct YAMLLimits: Equatable, Sendable {
  /// In bytes.
  public var size: Int
  /// How deep lists and mappings may be nested.
  public var depth: Int
  /// How many nodes there may be; those that an alias repeats count each time.
  public var nodes: Int

  public init(size: Int = 16 << 20, depth: Int = 100, nodes: Int = 250_000) {
    self.size = size
    self.depth = depth
    self.nodes = nodes
  }
}

/// All tokens of a text: libyaml's scanner, which leaves comments out.
struct TokenReader: ~Copyable {
  private let raw: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let limits: YAMLLimits

  /// The C structure stands on the heap because it may not move.
  init(_ bytes: [UInt8], limits: YAMLLimits) {
    raw = .allocate(capacity: 1)
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.update(fromContentsOf: bytes)
    self.limits = limits
    precondition(yaml_parser_initialize(raw) == 1, "out of memory")
    yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(raw, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(raw)
    raw.deallocate()
    input.deallocate()
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
    guard yaml_parser_scan(raw, &token) == 1 else { throw failure() }
    defer { yaml_token_delete(&token) }
    return Token(token)
  }

  /// libyaml's own words, which never quote the text.
  private func failure() -> YAMLError {
    let problem = raw.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
    guard raw.pointee.error == YAML_READER_ERROR else {
      let mark = raw.pointee.problem_mark
      return YAMLError(problem, at: Mark(line: Int(mark.line) + 1, column: Int(mark.column) + 1))
    }
    let before = input.prefix(Int(raw.pointee.problem_offset))
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let characters = before[lineStart...].count { $0 & 0xC0 != 0x80 }
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return YAMLError("not UTF-8 text: \(problem)", at: Mark(line: line, column: characters + 1))
  }
}
