internal import Cycle
internal import Doctor
internal import Model
internal import Posix

/// A host's status for people.
struct StatusText {
  /// Seconds after which the last cycle is an old one: two were left out.
  static let patience: Int64 = 15 * 60

  private let status: HostStatus
  private let now: Int64
  private let schedule: Schedule?
  private let width: Int?
  private let palette: Palette

  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  ///   - schedule: what starts cycles; nil where that is not known.
  ///   - width: columns of the terminal; nil for none, where no line is broken.
  init(
    _ status: HostStatus, now: Int64, _ schedule: Schedule? = nil, width: Int?,
    _ palette: Palette
  ) {
    self.status = status
    self.now = now
    self.schedule = schedule
    self.width = width
    self.palette = palette
  }

  var lines: [String] {
    var lines = [heading]
    lines += twin + cycle + table
    lines += lastWords + status.remotes.map(line)
    return lines + projects
  }

  private func ago(_ time: Int64) -> String { "\(Words.age(now - time)) ago" }

  private var heading: String {
    let host = palette.bold(status.host.isEmpty ? "this host" : status.host.printable)
    guard let commit = status.commit else { return "\(host) has not converged yet" }
    return "\(host) at \(commit.words(now))"
  }

  private var twin: [String] {
    status.twin.map { [palette.red("name clash") + ": \($0.printable)"] } ?? []
  }

  private var cycle: [String] {
    if status.finished == 0 { return [status.result.printable] + upcoming }
    var lines = ["last cycle \(ago(status.finished)): \(result)"]
    if now - status.finished > StatusText.patience, schedule?.work == nil {
      lines.append(
        palette.yellow("no cycle since then") + "; see: systemctl status converge.timer")
    }
    if let commit = status.unfinished {
      let short = String(commit.prefix(7)).printable
      let begun = "a cycle has begun \(short) since then, and not ended"
      lines.append(palette.yellow(begun) + "; the next one goes on where it was")
    }
    let pass = status.lastFullPass.map { ["last full pass \(ago($0))"] } ?? []
    return lines + upcoming + pass
  }

  /// What is at work, and when the next cycle starts.
  private var upcoming: [String] {
    guard let schedule else { return [] }
    if let work = schedule.work {
      return ["a cycle is at work" + (work.isEmpty ? "" : ": \(work.printable)")]
    }
    let next = schedule.next.map { "next run at \(LocalTime(now: now).words($0))" }
    switch schedule.timer {
    case .on(isEnabled: true): return next.map { [$0] } ?? []
    case .on(isEnabled: false):
      let words = palette.yellow("none after the next boot") + ": converge.timer is not enabled"
      return ["\(next.map { "\($0), " } ?? "")\(words); \(Schedule.enable)"]
    case .off(let isEnabled):
      let words = isEnabled ? "converge.timer is stopped" : "converge.timer is not enabled"
      return [palette.yellow("no next run") + ": \(words); \(Schedule.enable)"]
    case .missing: return [palette.yellow("no next run") + ": converge.timer is not installed"]
    }
  }

  /// What the last cycle came to, without what the heading says already.
  private var result: String {
    if status.exitCode == 0 { return "converged" }
    var words = status.result.printable[...]
    let start = "\(status.host) at \(status.commit?.short ?? "-"): ".printable
    let isSummary = words.hasPrefix(start)
    if isSummary { words = words.dropFirst(start.count) }
    if status.exitCode > 128 { return palette.yellow(String(words)) + "; the next one goes on" }
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
    case .unreachable, .refused, .untrusted, .unusable:
      let last = remote.lastReached.map { ", last reached \(ago($0))" } ?? ""
      words.append(palette.yellow(StatusText.words(remote.state) + age) + last)
    }
    if let behind = remote.behind, behind > 0 {
      words.append(palette.yellow("\(Count.words(behind, "commit")) behind"))
    }
    if let ahead = remote.ahead { words.append("\(Count.words(ahead, "commit")) ahead") }
    if remote.isDiverged == true { words.append(palette.red("diverged")) }
    if remote.isSource { words.append("in use") }
    let why = remote.problem.map { ": \($0.printable)" } ?? ""
    let advice = remote.advice.map { "; \($0.printable)" } ?? ""
    return "remote \(remote.url.printable): \(words.joined(separator: ", "))\(why)\(advice)"
  }

  private static func words(_ state: RemoteStatus.State) -> String {
    switch state {
    case .refused: "does not let this host in"
    case .untrusted: "not trusted"
    case .unusable: "not usable"
    case .unreachable, .reached, .notAsked: "unreachable"
    }
  }

  private var projects: [String] {
    let removed = status.removed.map { "removed by the last cycle: \($0.printable)" }
    let left = status.left.map { project in
      let why = status.leftBecause?[project].map { ": \($0.printable)" } ?? ""
      return "not declared, left alone: \(project.printable)\(why)"
    }
    let next = (status.toRemove ?? []).map {
      palette.yellow("not declared") + ": \($0.printable): the next cycle removes it; declare it, "
        + "name it under `protect` in the configuration, or hold it (converge hold \($0.printable))"
    }
    let waiting = (status.notRemoved ?? [:]).sorted { $0.key < $1.key }.map {
      palette.red("not removed") + ": \($0.key.printable): \($0.value.printable)"
    }
    return removed + waiting + next + left
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
