/// What a container printed, as `GET /containers/ID/logs` tells it.
enum LogText {
  /// The last lines, without what only terminals understand; empty ones are left out.
  ///
  /// - Parameters:
  ///   - hasTerminal: whether it is one stream. It comes in frames otherwise: the number of the
  ///     output, three zeros, and the size as a big-endian number of four bytes, before the bytes.
  ///   - count: how many at most.
  static func lines(_ bytes: [UInt8], hasTerminal: Bool, last count: Int) -> [String] {
    let lines = String(decoding: hasTerminal ? bytes : payload(bytes), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { clean(String($0)) }
    return lines.filter { !$0.isEmpty }.suffix(count)
  }

  /// On one line, without colours and control characters, not too long.
  static func clean(_ text: String) -> String {
    let start = String(text.prefix(4 * Messages.widthLimit))
    var line = Messages.clean(start.replacing(/\u{1b}\[[0-9;?]*[A-Za-z]/, with: ""))
    while line.last == " " { line.removeLast() }
    return line
  }

  /// The content of the frames; of one that was cut off what is there.
  private static func payload(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while rest.count > 8 {
      let size = rest.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(8)
      result += rest.prefix(size)
      rest = rest.dropFirst(size)
    }
    return result
  }
}
