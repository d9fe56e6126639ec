/// The first line of an answer and its headers.
struct AnswerHead: Equatable {
  /// Bytes after which there must be an end.
  private static let limit = 64 << 10

  let status: Int
  /// Bytes of the body, where the answer says.
  let length: Int?
  /// Bytes of the head itself.
  let count: Int

  /// Takes the head of what has come so far.
  ///
  /// - Returns: nil where it has not come to its end.
  /// - Throws: `EngineError` where it is none, or announces chunks.
  init?(_ bytes: [UInt8], action: String) throws(EngineError) {
    guard let end = AnswerHead.end(bytes) else { return nil }
    count = end + 4
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let first = (lines.first ?? "").split(separator: " ", maxSplits: 2)
    guard first.count >= 2, first[0].hasPrefix("HTTP/1."), first[1].utf8.count == 3,
      let status = Int(first[1])
    else { throw EngineError(.malformed, action, "the answer is not HTTP") }
    self.status = status
    let headers = AnswerHead.headers(lines.dropFirst())
    if headers["transfer-encoding"] != nil {
      throw EngineError(.malformed, action, "the answer comes in chunks, which was not asked for")
    }
    length = headers["content-length"].map { Int($0) ?? -1 }
    if let length, length < 0 {
      throw EngineError(.malformed, action, "the answer has no proper length")
    }
  }

  private static func end(_ bytes: [UInt8]) -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    let limit = min(bytes.count, AnswerHead.limit)
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
