internal import Cycle
internal import Posix

/// A host's status for people.
struct StatusText {
  /// Seconds after which the last cycle is an old one: two were left out.
  static let patience: Int64 = 15 * 60

  private let status: HostStatus
  private let now: Int64
  private let next: Int64?
  private let width: Int?
  private let palette: Palette

  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  ///   - next: when the next run is, in the same seconds; nil where that is not known.
  ///   - width: columns of the terminal; nil for none, where no line is broken.
  init(
    _ status: HostStatus, now: Int64, next: Int64? = nil, width: Int?, _ palette: Palette
  ) {
    self.status = status
    self.now = now
    self.next = next
    self.width = width
    self.palette = palette
  }

  var lines: [String] {
    [heading] + cycle + table + lastWords + status.remotes.map(line) + projects
  }

  private func ago(_ time: Int64) -> String { "\(Words.age(now - time)) ago" }

  private var heading: String {
    let host = palette.bold(status.host.isEmpty ? "this host" : status.host.printable)
    guard let commit = status.commit else { return "\(host) has not converged yet" }
    return "\(host) at \(commit.words(now))"
  }

  private var cycle: [String] {
    if status.finished == 0 { return [status.result.printable] }
    let age = now - status.finished
    var lines = ["last cycle \(ago(status.finished)): \(result)"]
    if age > StatusText.patience {
      lines.append(
        palette.yellow("no cycle since then") + "; see: systemctl status converge.timer")
    }
    if let next { lines.append("next run at \(LocalTime(now: now).words(next))") }
    if let pass = status.lastFullPass { lines.append("last full pass \(ago(pass))") }
    return lines
  }

  /// What the last cycle came to, without what the heading says already.
  private var result: String {
    if status.exitCode == 0 { return "converged" }
    var words = status.result.printable[...]
    let start = "\(status.host) at \(status.commit?.short ?? "-"): ".printable
    let isSummary = words.hasPrefix(start)
    if isSummary { words = words.dropFirst(start.count) }
    let text = (isSummary ? "" : "failed: ") + words
    return status.exitCode == 69 ? palette.yellow(text) : palette.red(text)
  }

  private var table: [String] {
    if status.stacks.isEmpty { return [] }
    let rows = status.stacks.map { StackRow($0, now: now) }
    return StackRow.table(rows, width: width, palette)
  }

  /// What the containers of versions that failed said last.
  private var lastWords: [String] {
    status.stacks.flatMap { stack -> [String] in
      let (attempt, said) =
        stack.heldBack.map { ($0.attempt, $0.evidence) }
        ?? stack.failing.map { ($0.attempt, $0.evidence) } ?? (nil, [])
      guard let attempt, !said.isEmpty else { return [] }
      return ["\(stack.name.printable) at \(String(attempt.commit.prefix(7)).printable) said last:"]
        + said.map { "  \($0.printable)" }
    }
  }

  private func line(_ remote: RemoteStatus) -> String {
    var words: [String] = remote.head.map { [String($0.printable.prefix(7))] } ?? []
    // what an earlier cycle found is told with its age
    let age = remote.lastAsked.flatMap { $0 < status.started ? " \(ago($0))" : nil } ?? ""
    switch remote.state {
    case .reached: words.append("reached\(age)")
    case .notAsked: words.append("not asked")
    case .unreachable:
      let last = remote.lastReached.map { ", last reached \(ago($0))" } ?? ""
      words.append(palette.yellow("unreachable\(age)") + last)
    }
    if let behind = remote.behind, behind > 0 {
      words.append(palette.yellow("\(StatusText.commits(behind)) behind"))
    }
    if let ahead = remote.ahead { words.append("\(StatusText.commits(ahead)) ahead") }
    if remote.isDiverged == true { words.append(palette.red("diverged")) }
    if remote.isSource { words.append("in use") }
    let why = remote.problem.map { ": \($0.printable)" } ?? ""
    return "remote \(remote.url.printable): \(words.joined(separator: ", "))\(why)"
  }

  private static func commits(_ count: Int) -> String {
    count == 1 ? "1 commit" : "\(count) commits"
  }

  private var projects: [String] {
    let removed = status.removed.map { "removed by the last cycle: \($0.printable)" }
    let left = status.left.map { "not declared, left alone: \($0.printable)" }
    let waiting = (status.notRemoved ?? [:]).sorted { $0.key < $1.key }.map {
      palette.red("not removed") + ": \($0.key.printable): \($0.value.printable)"
    }
    return removed + waiting + left
  }
}

extension CommitNote {
  /// "3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)"
  ///
  /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
  func words(_ now: Int64) -> String {
    let origin = "\(author.printable), \(Words.age(now - time)) ago"
    return "\(short.printable) \"\(subject.printable)\" (\(origin))"
  }
}
