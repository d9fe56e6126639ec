/// Recognises what Compose says about a dotenv file that it cannot read. It quotes the file, some
/// versions to its end: only the file's name, the line and the kind of the fault are kept.
enum DotenvFailure {
  static func recognise(_ line: String) -> ComposeFailure? {
    if let match = line.prefixMatch(of: /(?:Couldn't find env file: |env file )(\/.*)/) {
      let path = match.1.components(before: " not found")
      return .environmentFile(path: path, line: nil, .missing)
    }
    if let match = line.firstMatch(of: /failed to read (\/.*?): (.*)/) {
      return .environmentFile(
        path: String(match.1), line: number(match.2), fault(match.2) ?? .unreadable)
    }
    if line.prefixMatch(of: #/line \d+: /#) != nil || fault(line[...]) != nil {
      return .environmentFile(path: nil, line: number(line[...]), fault(line[...]) ?? .unreadable)
    }
    return nil
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
