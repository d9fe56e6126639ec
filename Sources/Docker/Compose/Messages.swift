/// What Compose wrote to its standard error, sorted: progress is dropped, warnings are told from
/// errors, and nothing that quotes a dotenv file is kept.
struct Messages: Equatable {
  /// Lines shown at most, and characters of each.
  static let lineLimit = 8
  static let widthLimit = 400

  /// Lines that say what went wrong.
  private(set) var lines: [String] = []
  private(set) var warnings: [ComposeWarning] = []
  /// A dotenv file that could not be read; what follows it in the text is dropped.
  private(set) var dotenv: ComposeFailure?

  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      if !take(String(line)) { break }
    }
  }

  /// - Returns: whether lines after this one may be shown.
  private mutating func take(_ line: String) -> Bool {
    if let entry = LogEntry(line) {
      if let failure = DotenvFailure.recognise(entry.message) {
        dotenv = failure
        return false
      }
      entry.isError ? add(entry.message) : warn(entry.message)
      return true
    }
    if let failure = DotenvFailure.recognise(line) {
      dotenv = failure
      return false
    }
    if line.hasPrefix("Usage:") { return false }
    if !Messages.isProgress(line) { add(line) }
    // What follows is the template that cannot be filled in.
    return !line.hasPrefix("invalid interpolation format")
  }

  private mutating func add(_ line: String) {
    let line = Messages.clean(line)
    guard !line.isEmpty, lines.count < Messages.lineLimit, !lines.contains(line) else { return }
    lines.append(line)
  }

  private mutating func warn(_ message: String) {
    if message.contains("the attribute `version` is obsolete") { return }
    let warning =
      message.wholeMatch(of: /The "(.*)" variable is not set.*/)
      .map { ComposeWarning.unsetVariable(String($0.1)) } ?? .other(Messages.clean(message))
    if !warnings.contains(warning), warnings.count < 100 { warnings.append(warning) }
  }

  /// Progress has one blank before it (" Container x  Starting"), builds number their lines
  /// ("#5 DONE 0.1s").
  private static func isProgress(_ line: String) -> Bool {
    line.hasPrefix(" ") && !line.hasPrefix("  ") || line.hasPrefix("#") || line.hasPrefix("[+]")
      || line.hasPrefix("------") || line.hasPrefix("Warning: No resource found")
  }

  /// On one line, without control characters, not too long.
  static func clean(_ text: String) -> String {
    let scalars = text.unicodeScalars.map {
      $0.value < 32 || (127..<160).contains($0.value) ? " " : $0
    }
    let line = String(String.UnicodeScalarView(scalars)).drop { $0 == " " }
    let short = line.prefix(widthLimit)
    return short.endIndex < line.endIndex ? short + "..." : String(short)
  }

  /// The end of what the step of a build said that failed, which the build repeats between dashes.
  static func buildLog(_ outputs: [UInt8]...) -> [String] {
    for output in outputs {
      let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
      guard let start = lines.firstIndex(where: isDashes) else { continue }
      let rest = lines[(start + 1)...]
      let log = rest.prefix { !isDashes($0) }.map { clean(String($0)) }.filter { !$0.isEmpty }
      if !log.isEmpty { return Array(log.prefix(1) + log.dropFirst().suffix(lineLimit - 1)) }
    }
    return []
  }

  private static func isDashes(_ line: Substring) -> Bool {
    line.utf8.count >= 5 && line.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
  }
}

/// A line of Compose's log: `time="..." level=warning msg="..."`.
struct LogEntry: Equatable {
  let isError: Bool
  let message: String

  init?(_ line: String) {
    guard line.hasPrefix("time="),
      let match = line.wholeMatch(of: /time="[^"]*" level=(\w+) msg=(.*)/)
    else { return nil }
    isError = ["error", "fatal", "panic"].contains(match.1)
    message = LogEntry.unquoted(match.2)
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else {
      return String(text)
    }
    var result = ""
    var escaped = false
    for character in text.dropFirst().dropLast() {
      if !escaped, character == "\\" {
        escaped = true
        continue
      }
      result.append(escaped && (character == "n" || character == "t") ? " " : character)
      escaped = false
    }
    return result
  }
}
