internal import Doctor
internal import Model

/// What was found, for people: a line for each, and below it what to do.
struct DoctorText {
  private let checks: [Check]
  private let width: Int?
  private let palette: Palette

  /// - Parameter width: columns of the terminal; nil for none, where no line is broken.
  init(_ checks: [Check], width: Int?, _ palette: Palette) {
    self.checks = checks
    self.width = width
    self.palette = palette
  }

  var lines: [String] { checks.flatMap(lines) + [summary] }

  private func lines(_ check: Check) -> [String] {
    let level = paint(check.level.rawValue.padded(to: 7), check.level)
    let start = "\(level)  \(check.area.rawValue.padded(to: DoctorText.area))  "
    let indent = 7 + 2 + DoctorText.area + 2
    let room = width.map { max(30, $0 - indent) }
    let found = "\(check.subject): \(check.found)".printable.wrapped(to: room)
    let advice = (check.advice.map { "-> \($0)".printable.wrapped(to: room) } ?? [])
    let blank = String(repeating: " ", count: indent)
    var lines = found.enumerated().map { ($0 == 0 ? start : blank) + $1 }
    lines += advice.map { blank + palette.bold($0) }
    return lines
  }

  private static let area = Check.Area.allCases.map(\.rawValue.columns).max() ?? 0

  private var summary: String {
    let (errors, warnings) = (checks.count(of: .error), checks.count(of: .warning))
    let parts = [(errors, "error", Check.Level.error), (warnings, "warning", .warning)]
    var words = parts.filter { $0.0 > 0 }.map { count, word, level in
      paint(Count.words(count, word), level)
    }
    let skipped = checks.count(of: .skipped)
    if words.isEmpty { words = [skipped == 0 ? "all is well" : "what was looked at is well"] }
    if skipped > 0 { words.append(paint("\(skipped) not looked at", .skipped)) }
    return words.joined(separator: ", ")
  }

  private func paint(_ text: String, _ level: Check.Level) -> String {
    switch level {
    case .ok: text
    case .warning, .skipped: palette.yellow(text)
    case .error: palette.red(text)
    }
  }
}

/// The form of `converge doctor --json`.
struct DoctorDocument: Encodable {
  private struct Line: Encodable {
    let area: String
    let level: String
    let subject: String
    let found: String
    let advice: String?
  }

  /// Of the format.
  let version = 1
  private let checks: [Line]
  let errors: Int
  let warnings: Int
  let skipped: Int
  let exitCode: Int32

  init(_ checks: [Check]) {
    self.checks = checks.map {
      Line(
        area: $0.area.rawValue, level: $0.level.rawValue, subject: $0.subject, found: $0.found,
        advice: $0.advice)
    }
    (errors, warnings) = (checks.count(of: .error), checks.count(of: .warning))
    skipped = checks.count(of: .skipped)
    exitCode = checks.exitCode
  }
}
