internal import Cycle
internal import Model
internal import Posix

/// One stack in the table of a status.
struct StackRow {
  private let cells: [String]
  private let notes: [String]
  private let word: String

  private static let titles = ["STACK", "STATE", "COMMIT", "SINCE"]

  /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
  init(_ stack: StackStatus, now: Int64) {
    word = stack.word
    let (commit, since) = StackRow.version(stack)
    cells = [
      stack.name.printable, word, commit.map { String($0.prefix(7)).printable } ?? "-",
      since.map { Words.age(now - $0) } ?? "-",
    ]
    let causes = stack.state == .changed ? stack.causes : []
    let reason = causes.isEmpty ? [] : ["last cycle: " + causes.joined(separator: "; ")]
    let paused = stack.paused.map { "container \($0) is paused" }
    let why = StackRow.exceptions(stack, LocalTime(now: now))
    let drift = stack.drift.filter { drift in !why.contains { $0.contains(drift) } }
    notes = (why + drift + paused + reason).map(\.printable)
  }

  /// What runs, and since when: of a stack that failed not what was applied well last.
  private static func version(_ stack: StackStatus) -> (commit: String?, since: Int64?) {
    guard stack.state == .failed, let runs = stack.runs else {
      return (stack.commit, stack.applied)
    }
    return runs.containers > 0 ? (runs.commit, runs.since) : (nil, nil)
  }

  /// Why it is not as the commit has it, what runs, and what to do.
  private static func exceptions(_ stack: StackStatus, _ time: LocalTime) -> [String] {
    var result: [String] = []
    if let hold = stack.hold {
      let isOver = hold.until.map(time.isPast) ?? false
      result.append(
        isOver
          ? "was \(hold.words(time)); the next cycle takes it up again"
          : "\(hold.words(time)); converge resume \(stack.name) ends that")
    }
    if let version = stack.heldBack {
      let files = version.notRolledBack.map { "; \($0) was not rolled back" }.joined()
      result.append(
        "held back: \(version.words(time))\(files); converge retry \(stack.name) tries it again")
    }
    if let problem = stack.problem, !result.contains(where: { $0.contains(": \(problem)") }) {
      result.append(problem)
    }
    let hasFailed = stack.state == .failed || stack.heldBack != nil
    let failed = stack.heldBack?.commit ?? stack.failing?.attempt.commit
    let isUnproved = stack.runs.map { $0.commit != nil && !$0.isVerified } ?? false
    let runs = hasFailed || isUnproved ? stack.runs.map { $0.words(after: failed, time) } : nil
    return result + [runs, stack.failing?.words(time)].compactMap { $0 }
  }

  /// The rows below their titles. Notes are broken where the terminal ends; where there is none,
  /// each row is one line.
  static func table(_ rows: [StackRow], width: Int?, _ palette: Palette) -> [String] {
    let widths = titles.indices.map { index in
      let longest = rows.map { $0.cells[index].columns }.max() ?? 0
      return max(titles[index].columns, width == nil ? longest : min(longest, 32))
    }
    let hasNotes = rows.contains { !$0.notes.isEmpty }
    let head = zip(titles, widths).map { $0.padded(to: $1) } + (hasNotes ? ["NOTE"] : [])
    let title = palette.dim(trimmed(head.joined(separator: "  ")))
    return [title] + rows.flatMap { $0.lines(widths, width: width, palette) }
  }

  private func lines(_ widths: [Int], width: Int?, _ palette: Palette) -> [String] {
    let start = widths.reduce(0) { $0 + $1 + 2 }
    var fields = zip(cells, widths).map { $0.padded(to: $1) }
    fields[1] = paint(fields[1], palette)
    let row = fields.joined(separator: "  ")
    let notes = text(room: width.map { max(20, $0 - start - 1) })
    guard let first = notes.first else { return [StackRow.trimmed(row)] }
    let indent = String(repeating: " ", count: start)
    return ["\(row)  \(first)"] + notes.dropFirst().map { indent + $0 }
  }

  private func text(room: Int?) -> [String] {
    guard let room else { return notes.isEmpty ? [] : [notes.joined(separator: "; ")] }
    return notes.flatMap { $0.wrapped(to: room) }
  }

  private func paint(_ text: String, _ palette: Palette) -> String {
    switch word {
    case "running": text
    case "failed": palette.red(text)
    default: palette.yellow(text)
    }
  }

  private static func trimmed(_ line: String) -> String {
    var rest = Substring(line)
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
