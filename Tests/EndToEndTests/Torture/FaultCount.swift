import Glibc
import TestSupport

/// Counts how often a fault was tried and what came of it. Where `CONVERGE_TORTURE_LOG` names a file,
/// each try adds a row of a Markdown table to it at once, which `scripts/torture` adds up.
final class FaultCount {
  private var counts: [String: (tried: Int, converged: Int)] = [:]
  private let title: String

  /// - Parameter title: what the faults happen to: "a cycle".
  init(_ title: String) { self.title = title }

  /// Notes one try.
  ///
  /// - Parameter converged: whether all was as it shall be afterwards.
  func note(_ fault: String, converged: Bool) {
    counts[fault, default: (0, 0)].tried += 1
    if converged { counts[fault, default: (0, 0)].converged += 1 }
    guard let path = Environment.text("CONVERGE_TORTURE_LOG") else { return }
    let row = "| \(title): \(fault) | 1 | \(converged ? 1 : 0) |\n"
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = Glibc.write(file, row, row.utf8.count)
  }

  /// Notes that one did not come about, which counts nowhere but in the summary.
  func miss(_ fault: String) { counts[fault, default: (0, 0)].tried += 1 }

  /// "a cycle: SIGKILL of converge alone 12 of 12, ..."
  var summary: String {
    let parts = counts.sorted { $0.key < $1.key }.map { fault, count in
      "\(fault) \(count.converged) of \(count.tried)"
    }
    return "\(title): \(parts.joined(separator: ", "))"
  }
}
