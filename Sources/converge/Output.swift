internal import Cycle
internal import Glibc
internal import Model

/// Writes lines for people: plain ones, with a priority prefix where the journal reads them
/// (sd-daemon(3)).
struct Output: Sendable {
  let verbose: Bool
  private let journal: [Int32: Bool]

  init(verbose: Bool) {
    self.verbose = verbose
    journal = [1: Output.isJournal(1), 2: Output.isJournal(2)]
  }

  /// The lines of a cycle: outcomes to standard output, the rest to standard error.
  var reporter: Reporter {
    Reporter(result: { print($0, to: 1) }, note: { print($0, to: 2) })
  }

  private func print(_ event: Event, to stream: Int32) {
    if event.severity == .debug && !verbose { return }
    let label =
      switch event.severity {
      case .error: stream == 2 ? "error: " : ""
      case .warning: stream == 2 ? "warning: " : ""
      default: ""
      }
    write(label + event.line, severity: event.severity, to: stream)
  }

  /// "converge: error: ..." and, where there is one, "converge: hint: ..." on standard error.
  func show(_ problem: Problem) {
    write("converge: error: \(problem.bare)", severity: .error, to: 2)
    if let hint = problem.hint { write("converge: hint: \(hint)", severity: .error, to: 2) }
  }

  private func write(_ text: String, severity: Event.Severity, to stream: Int32) {
    let prefix = journal[stream] == true ? "<\(severity.rawValue)>" : ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    Output.write(Array(lines.map { "\(prefix)\($0)\n" }.joined().utf8), to: stream)
  }

  /// Writes bytes as they are; a reader that went away is not an error.
  static func write(_ bytes: [UInt8], to stream: Int32) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(stream, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      offset += count
    }
  }

  /// Whether a stream is connected to the journal: JOURNAL_STREAM names its device and inode.
  private static func isJournal(_ stream: Int32) -> Bool {
    var status = stat()
    guard let value = getenv("JOURNAL_STREAM"), fstat(stream, &status) == 0 else { return false }
    return String(cString: value) == "\(status.st_dev):\(status.st_ino)"
  }
}
