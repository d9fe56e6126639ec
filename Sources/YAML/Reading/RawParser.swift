internal import CYAML

/// libyaml's parser over a text.
struct RawParser: ~Copyable {
  /// On the heap because the C structure may not move.
  let raw: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter bytes: UTF-8.
  init(_ bytes: [UInt8]) {
    raw = .allocate(capacity: 1)
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.update(fromContentsOf: bytes)
    precondition(yaml_parser_initialize(raw) == 1, "out of memory")
    yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(raw, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(raw)
    raw.deallocate()
    input.deallocate()
  }

  /// What went wrong, in libyaml's own words, which never quote the text.
  func failure() -> YAMLError {
    let problem = raw.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
    guard raw.pointee.error == YAML_READER_ERROR else {
      return YAMLError(problem, at: Mark(raw.pointee.problem_mark))
    }
    let before = input.prefix(Int(raw.pointee.problem_offset))
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let characters = before[lineStart...].count { $0 & 0xC0 != 0x80 }
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return YAMLError("not UTF-8 text: \(problem)", at: Mark(line: line, column: characters + 1))
  }
}

extension Mark {
  init(_ raw: yaml_mark_t) {
    self.init(line: Int(raw.line) + 1, column: Int(raw.column) + 1)
  }
}
