internal import Cycle
internal import Glibc
internal import Model
internal import Posix

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
    Output.write(Array("\(prefix)\(Output.printable(text))\n".utf8), to: stream)
  }

  /// Text without what steers a terminal or starts a line of its own: names of files, containers
  /// and projects are other people's words.
  static func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      scalar.value < 32 || (127..<160).contains(scalar.value) || scalar.value == 0x2028
        || scalar.value == 0x2029 ? "?" : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Writes what was asked for to standard output; a part of it would be worse than nothing.
  static func deliver(_ bytes: [UInt8]) throws(Problem) {
    if write(bytes, to: 1) { return }
    throw Problem("\(PosixError(call: "write", path: "standard output"))")
  }

  /// Writes bytes as they are; a reader that went away is not an error.
  ///
  /// - Returns: whether all of it was taken.
  @discardableResult
  static func write(_ bytes: [UInt8], to stream: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(stream, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return errno == EPIPE }
      offset += count
    }
    return true
  }

  /// Whether a stream is connected to the journal: JOURNAL_STREAM names its device and inode.
  private static func isJournal(_ stream: Int32) -> Bool {
    var status = stat()
    guard let value = getenv("JOURNAL_STREAM"), fstat(stream, &status) == 0 else { return false }
    return String(cString: value) == "\(status.st_dev):\(status.st_ino)"
  }
}
