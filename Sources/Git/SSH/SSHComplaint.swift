/// What ssh(1) says on its standard error when it fails, or the program that it started there.
struct SSHComplaint: Equatable {
  enum Kind: Equatable {
    /// The server shows another key than the file has.
    case changedHostKey(shown: String?, place: String?)
    case revokedHostKey
    case unknownHostKey
    /// The server has no key of a type that the file has.
    case otherHostKeyType
    /// The key cannot be read.
    case identity
    case refused
    case noRepository
    case other
  }

  let kind: Kind
  /// The last of what it said, on one line.
  let words: String

  init(_ text: String) {
    let lines = text.split { $0.isNewline }.map(String.init)
    kind = SSHComplaint.kind(text, lines)
    let told = lines.filter { !$0.hasPrefix("@@@") && !$0.isEmpty }
    let marks = ["rror:", "Load key "]
    let first = told.first { $0.hasPrefix("fatal: ") || marks.contains(where: $0.contains) }
    words = RemoteFailure.oneLine(lowercasedStart(first ?? told.last ?? "ssh gave no reason"))
  }

  private static func kind(_ text: String, _ lines: [String]) -> Kind {
    if text.contains("IDENTIFICATION HAS CHANGED") {
      let print = lines.first { $0.hasPrefix("SHA256:") }
      let type = lines.first { $0.contains("fingerprint for the ") }.flatMap(typeName)
      return .changedHostKey(
        shown: print.map { "\(type ?? "") \($0.hasSuffix(".") ? String($0.dropLast()) : $0)" },
        place: lines.first { $0.hasPrefix("Offending ") }.flatMap(SSHComplaint.place))
    }
    if text.contains("REVOKED HOST KEY") { return .revokedHostKey }
    if text.contains("no matching host key type") { return .otherHostKeyType }
    if text.contains("Host key verification failed") { return .unknownHostKey }
    if text.contains("Load key ") { return .identity }
    if text.contains("Permission denied") || text.contains("Too many authentication failures") {
      return .refused
    }
    let missing = ["not appear to be a git repo", "epository not found", "Could not read from"]
    return missing.contains(where: text.contains) ? .noRepository : .other
  }

  /// "The fingerprint for the ED25519 key sent by ...": "ED25519".
  private static func typeName(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard let key = words.firstIndex(of: "key"), key > 0 else { return nil }
    return String(words[key - 1])
  }

  /// "Offending ED25519 key in /etc/converge/known_hosts:3": what stands after "in".
  private static func place(_ line: String) -> String? {
    line.firstRange(of: " in ").map { String(line[$0.upperBound...]) }
  }
}
