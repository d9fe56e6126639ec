import Glibc

/// How often each fault was tried, and how often the next undisturbed cycle converged, as rows of a
/// Markdown table: one for each try, at once, in the file that `CONVERGE_TORTURE_LOG` names; or one
/// for each fault, printed when the tests end.
public enum Tally {
  /// Whether every place of a fault is tried, and not some alone.
  public static let isComplete = Environment.text("CONVERGE_TORTURE") == "all"

  /// Some of the numbers from 1 to `count`, evenly spread; all of them where that was asked for.
  public static func places(_ number: Int, of count: Int) -> [Int] {
    if isComplete || number >= count { return Array(1...max(1, count)) }
    return (0..<number).map { 1 + (2 * $0 + 1) * count / (2 * number) }
  }

  /// Counts one try.
  public static func note(_ fault: String, converged: Bool) {
    guard let path = Environment.text("CONVERGE_TORTURE_LOG") else {
      return table.note(fault, converged)
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    tell(fault, 1, converged ? 1 : 0, to: file)
    close(file)
  }

  private static func tell(_ fault: String, _ tried: Int, _ converged: Int, to file: Int32) {
    let row = "| \(fault) | \(tried) | \(converged) |\n"
    _ = Glibc.write(file, row, row.utf8.count)
  }

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
      for (fault, count) in lock.held({ rows.sorted { $0.key < $1.key } }) {
        Tally.tell(fault, count.tried, count.converged, to: 1)
      }
    }
  }
}
