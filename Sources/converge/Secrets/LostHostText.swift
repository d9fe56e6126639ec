internal import Cycle

/// What a lost key opens, and what to do.
struct LostHostText {
  private let host: LostHost
  private let who: String
  /// The name of the host, where one was named.
  private let name: String?

  init(_ host: LostHost, _ lost: SecretsCheck.Lost) {
    self.host = host
    switch lost {
    case .host(let name): (who, self.name) = (name, name)
    case .recipient: (who, name) = ("that recipient", nil)
    }
  }

  var lines: [String] {
    let isOne = host.keys.count == 1
    let keys = isOne ? "key of \(who) (\(all))" : "\(host.keys.count) keys of \(who)"
    let list = isOne ? [] : host.keys.map { "  \(words($0))" }
    guard !host.files.isEmpty else {
      return ["the \(keys) never opened a file\(isOne ? "" : ":")"] + list
    }
    var result: [String] = isOne ? [] : ["the \(keys), all of which count as lost:"]
    result += list
    result.append("the \(keys) \(isOne ? "opens" : "open"), or opened:")
    for file in host.files { result.append("  \(file.file): \(words(file))") }
    result.append("what to do, in the repository's folder:")
    for (number, step) in steps.enumerated() {
      result.append("  \(number + 1). \(step.words)")
      result += step.commands.map { "     \($0)" }
    }
    return result
  }

  private var all: String { host.recipients.joined(separator: ", ") }

  private func words(_ key: LostHost.Key) -> String {
    let since = place(key.since, key.sinceDate).map { "since \($0)" } ?? "not committed yet"
    guard let end = place(key.until, key.untilDate) else { return "\(key.recipient): \(since)" }
    let begin = place(key.since, key.sinceDate) ?? "the beginning"
    return "\(key.recipient): from \(begin) until \(end)"
  }

  private func words(_ file: LostHost.File) -> String {
    let begin = place(file.since, file.sinceDate)
    if file.isOpen { return begin.map { "since \($0), and still does" } ?? "not committed yet" }
    let known = file.dataKey == .known ? ", and its data key is the same" : ""
    if begin == nil && file.until == nil { return "never by this name\(known)" }
    let end = place(file.until, file.untilDate).map { " until \($0)" } ?? ""
    let now = file.isGone ? ", and the file is gone" : known
    return "from \(begin ?? "the beginning")\(end)\(now)"
  }

  private func place(_ commit: String?, _ date: String?) -> String? {
    guard let commit, let date else { return nil }
    return "\(commit.prefix(7)) (\(date.prefix(10)))"
  }

  // MARK: what to do

  private typealias Step = (words: String, commands: [String])

  /// The values are known to whoever has the key and a copy of the repository, whatever happens to
  /// the files now.
  private var steps: [Step] {
    let left = host.files.filter { !$0.isGone }.map(\.file)
    let put: Step = ("put the new values in:", left.map { "converge secrets edit \($0)" })
    return access + [
      ("change the values of all these files at their source: they are known", [])
    ] + (left.isEmpty ? [] : [put])
  }

  /// What keeps the key from opening what comes.
  private var access: [Step] {
    let open = host.files.filter(\.isOpen).map(\.file)
    var steps: [Step] = []
    if host.files.contains(where: { !$0.isGone }) {
      steps.append(("remove \(all), and every alias of it, from .sops.yaml", []))
    }
    for name in host.hosts {
      let file = "host/\(name)/age.pub"
      steps.append(("git rm -r host/\(name), or put the new key of \(name) into \(file)", []))
    }
    if !open.isEmpty {
      steps.append(("converge secrets update-keys \(open.joined(separator: " "))", []))
    }
    return steps + rotations + [("revoke \(credentials)", [])]
  }

  private var rotations: [Step] {
    let known = host.files.filter { $0.isOpen || $0.dataKey == .known }.filter { !$0.isGone }
    let sure: [Step] =
      known.isEmpty
      ? [] : [("converge secrets rotate \(known.map(\.file).joined(separator: " "))", [])]
    return sure
      + host.files.filter { !$0.isOpen && !$0.isGone && $0.dataKey == .perhaps }.map { file in
        let since = file.until.map { "in \($0.prefix(7)) or later" } ?? "already"
        return ("converge secrets rotate \(file.file), unless you did so \(since)", [])
      }
  }

  private var credentials: String {
    let owner = name.map { "\($0)'s" } ?? "its host's"
    return "\(owner) deploy key or token for the repository, and its registry logins"
  }
}
