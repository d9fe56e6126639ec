internal import FoundationEssentials

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
    guard let end = Answer.headEnd(bytes) else {
      throw EngineError(
        bytes.starts(with: Array("HTTP/".utf8)) ? .truncated : .malformed, action,
        "the answer is not HTTP, or was cut off")
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let first = (lines.first ?? "").split(separator: " ", maxSplits: 2)
    guard first.count >= 2, first[0].hasPrefix("HTTP/1."), first[1].utf8.count == 3,
      let status = Int(first[1])
    else { throw EngineError(.malformed, action, "the answer is not HTTP") }
    self.status = status
    let headers = Answer.headers(lines.dropFirst())
    let body = bytes[(end + 4)...]
    if headers["transfer-encoding"] != nil {
      throw EngineError(.malformed, action, "the answer comes in chunks, which was not asked for")
    }
    guard let length = headers["content-length"] else {
      self.body = Array(body)
      return
    }
    guard let expected = Int(length), expected >= 0 else {
      throw EngineError(.malformed, action, "the answer has no proper length")
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
    do {
      return try JSONDecoder().decode(Value.self, from: Data(body))
    } catch {
      throw notExpected
    }
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
    throw EngineError(.status(status), action, reason)
  }

  /// The Engine's own words, on one line.
  private var reason: String {
    struct Body: Decodable { let message: String }
    let message = (try? JSONDecoder().decode(Body.self, from: Data(body)))?.message
    guard let message, !message.isEmpty else { return "the Engine answered with status \(status)" }
    return String(message.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500))
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    let limit = min(bytes.count, 64 << 10)
    guard limit >= mark.count else { return nil }
    return (0...(limit - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
  }

  private static func headers(_ lines: ArraySlice<Substring>) -> [String: String] {
    var result: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let value = parts[1].drop { $0 == " " || $0 == "\t" }
      result[parts[0].lowercased()] = String(value)
    }
    return result
  }
}
