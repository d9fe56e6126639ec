/// Recognises what Compose says about a dotenv file that it cannot read. It quotes the file, some
/// versions to its end: only the file's name, the line and the kind of the fault are kept.
enum DotenvFailure {
  static func recognise(_ line: String) -> ComposeFailure? {
    for start in ["Couldn't find env file: ", "env file "] where line.hasPrefix(start + "/") {
      let path = line.dropFirst(start.count).components(before: " not found")
      return .environmentFile(path: path, line: nil, .missing)
    }
    if let (path, reason) = unread(line) {
      return .environmentFile(path: path, line: number(reason), fault(reason) ?? .unreadable)
    }
    if isNumbered(line) || fault(line[...]) != nil {
      return .environmentFile(path: nil, line: number(line[...]), fault(line[...]) ?? .unreadable)
    }
    return nil
  }

  /// "failed to read /srv/web.env: why"
  private static func unread(_ line: String) -> (path: String, reason: Substring)? {
    // builds print thousands of lines: no pattern is tried on each
    guard let start = line.firstRange(of: "failed to read /") else { return nil }
    let rest = line[line.index(before: start.upperBound)...]
    guard let colon = rest.firstRange(of: ": ") else { return nil }
    return (String(rest[..<colon.lowerBound]), rest[colon.upperBound...])
  }

  /// "line 3: why"
  private static func isNumbered(_ line: String) -> Bool {
    guard line.hasPrefix("line ") else { return false }
    let rest = line.utf8.dropFirst(5).drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return rest.starts(with: ": ".utf8) && rest.count < line.utf8.count - 5
  }

  private static func number(_ text: Substring) -> Int? {
    // The line of an unclosed quote is the last one of the file, which helps nobody.
    if text.contains("unterminated quoted value") { return nil }
    return text.firstMatch(of: #/line (\d+): /#).flatMap { Int($0.1) }
  }

  private static func fault(_ text: Substring) -> ComposeFailure.EnvironmentFault? {
    if text.contains("unterminated quoted value") { return .unterminatedQuote }
    if text.contains("in variable name") || text.contains("key cannot contain a space")
      || text.contains("setenv: invalid argument")
    {
      return .badName
    }
    return text.contains("Invalid template") || isRequiredInFile(text) ? .badVariable : nil
  }

  /// Compose files are "interpolated": a variable that a dotenv file insists on is a `$` in a value.
  private static func isRequiredInFile(_ text: Substring) -> Bool {
    text.contains("required variable") && !text.contains("interpolating")
  }
}

extension Substring {
  fileprivate func components(before mark: String) -> String {
    firstRange(of: mark).map { String(self[..<$0.lowerBound]) } ?? String(self)
  }
}
