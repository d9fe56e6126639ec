internal import Secrets

/// What Compose makes of a value that was given to a variable.
struct ValueWarnings {
  /// The plaintext that the value went into.
  let plaintext: [UInt8]
  let key: String
  let value: [UInt8]

  /// Without the value or a piece of it.
  var texts: [String] {
    let dotenv = Dotenv(plaintext)
    guard let entry = dotenv.entries.last(where: { $0.key == key }) else { return [] }
    let known = Set(dotenv.entries.map(\.key))
    var texts: [String] = []
    for change in Dotenv.changes(entry) {
      if case .interpolated(let names) = change, known.isSuperset(of: names) { continue }
      texts.append("\(change)")
    }
    if value.contains(10), entry.quoting != .double {
      texts.append(
        "docker compose reads a line feed as the two characters \\n: put the value in double "
          + "quotes to keep it")
    }
    return texts
  }
}
