import Glibc
import TestSupport

/// Counts how often a fault was tried and what came of it: for `scripts/torture`, which makes a table
/// of the lines in the file that `CONVERGE_TALLY` names, and for who reads the test's output.
final class FaultCount {
  private var counts: [String: (tried: Int, converged: Int)] = [:]
  private let title: String

  init(_ title: String) { self.title = title }

  /// Notes one try.
  ///
  /// - Parameter converged: whether all was as it shall be afterwards.
  func note(_ fault: String, converged: Bool) {
    counts[fault, default: (0, 0)].tried += 1
    if converged { counts[fault, default: (0, 0)].converged += 1 }
    guard let path = Environment.text("CONVERGE_TALLY") else { return }
    let line = "\(title): \(fault)\t\(converged ? "converged" : "did not")\n"
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = line.withCString { Glibc.write(file, $0, strlen($0)) }
  }

  /// "kills: alone 12 of 12"
  var summary: String {
    let parts = counts.sorted { $0.key < $1.key }.map { fault, count in
      "\(fault) \(count.converged) of \(count.tried)"
    }
    return "\(title): \(parts.joined(separator: ", "))"
  }
}
