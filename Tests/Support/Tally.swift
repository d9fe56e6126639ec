import Glibc

/// How often each fault was tried, and how often the next undisturbed cycle converged: when the
/// tests end, a row of a Markdown table for each is printed, or added to the file that
/// `CONVERGE_FAULTS` names.
public enum Tally {
  /// Whether every place of a fault is tried, and not some alone.
  public static let isComplete = Environment.text("CONVERGE_TORTURE") == "all"

  /// Some of the numbers from 1 to `count`, evenly spread; all of them where that was asked for.
  public static func places(_ number: Int, of count: Int) -> [Int] {
    if isComplete || number >= count { return Array(1...max(1, count)) }
    return (0..<number).map { 1 + (2 * $0 + 1) * count / (2 * number) }
  }

  /// Counts one try.
  public static func note(_ fault: String, converged: Bool) { table.note(fault, converged) }

  private static let table = Table()

  private final class Table: @unchecked Sendable {
    private let lock = Lock()
    private var rows: [String: (tried: Int, converged: Int)] = [:]

    init() { atexit { Tally.table.tell() } }

    func note(_ fault: String, _ converged: Bool) {
      lock.held {
        rows[fault, default: (0, 0)].tried += 1
        if converged { rows[fault]?.converged += 1 }
      }
    }

    func tell() {
      let lines = lock.held {
        rows.sorted { $0.key < $1.key }
          .map { "| \($0.key) | \($0.value.tried) | \($0.value.converged) |\n" }
      }
      let path = Environment.text("CONVERGE_FAULTS")
      let file = path.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) } ?? 1
      for line in lines { _ = Glibc.write(file, line, line.utf8.count) }
    }
  }
}
