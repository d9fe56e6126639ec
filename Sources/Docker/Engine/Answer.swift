internal import JSON

/// What the Engine answered to one request.
struct Answer: Equatable {
  let status: Int
  let body: [UInt8]
  private let action: String

  /// Takes an answer apart.
  ///
  /// - Throws: `EngineError`, `truncated` where it is shorter than it says.
  init(_ bytes: [UInt8], action: String) throws(EngineError) {
    self.action = action
    if bytes.isEmpty {
      throw EngineError(.truncated, action, "the Engine closed the connection without an answer")
    }
    guard let head = try AnswerHead(bytes, action: action) else {
      throw EngineError(
        bytes.starts(with: Array("HTTP/".utf8)) ? .truncated : .malformed, action,
        "the answer is not HTTP, or was cut off")
    }
    status = head.status
    let body = bytes[head.count...]
    guard let expected = head.length else {
      self.body = Array(body)
      return
    }
    guard body.count >= expected else {
      throw EngineError(
        .truncated, action, "the answer was cut off after \(body.count) of \(expected) bytes")
    }
    self.body = Array(body.prefix(expected))
  }

  /// Decodes the body of a good answer.
  func decoded<Value: Decodable>(_: Value.Type) throws(EngineError) -> Value {
    try succeed()
    guard let value = SoundJSON.decode(Value.self, from: body) else { throw notExpected }
    return value
  }

  /// Reads the body of a good answer, which is done faster than decoding it.
  func read<Value>(
    _ value: (inout JSONReader) throws(JSONReader.Fault) -> Value
  ) throws(EngineError) -> Value {
    try succeed()
    var json = JSONReader(body)
    do throws(JSONReader.Fault) {
      let result = try value(&json)
      try json.end()
      return result
    } catch {
      throw notExpected
    }
  }

  private var notExpected: EngineError {
    EngineError(.malformed, action, "the answer is not the JSON that was expected")
  }

  /// Takes any other status than 2xx, 304 and those named for an error.
  func succeed(or others: Int...) throws(EngineError) {
    if (200..<300).contains(status) || status == 304 || others.contains(status) { return }
    throw EngineError(
      .status(status), action,
      Answer.reason(body) ?? "the Engine answered with status \(status)")
  }

  /// The Engine's own words in the body of a bad answer, on one line.
  static func reason(_ body: [UInt8]) -> String? {
    struct Body: Decodable { let message: String }
    let message = SoundJSON.decode(Body.self, from: body)?.message
    guard let message, !message.isEmpty else { return nil }
    return String(message.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500))
  }
}
