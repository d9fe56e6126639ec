import TestSupport

/// How often cycles were killed in each way, and what became of it.
final class KillTally: @unchecked Sendable {
  /// What the counts are of.
  private let cycle: String
  private let lock = Lock()
  private var effects = 0
  private var rows: [KillWay: Row] = [:]
  private var partsLeft: Int

  private struct Row {
    var tried = 0
    var converged = 0
    /// Killed cycles whose one-shot ran in the killed cycle and again in the next.
    var ranTwice = 0
    /// Places that the cycle did not come to this time.
    var missed = 0
  }

  /// - Parameter parts: how many tests count together.
  init(_ cycle: String, parts: Int) {
    self.cycle = cycle
    partsLeft = parts
  }

  func found(effects count: Int) { lock.held { effects = max(effects, count) } }

  func missed(_ way: KillWay) { lock.held { rows[way, default: Row()].missed += 1 } }

  func tried(_ way: KillWay, converged: Bool, ranTwice: Bool) {
    lock.held {
      rows[way, default: Row()].tried += 1
      if converged { rows[way]!.converged += 1 }
      if ranTwice { rows[way]!.ranTwice += 1 }
    }
  }

  /// Tells the counts once all parts have come to their end.
  func endPart() throws {
    let text: String? = lock.held {
      partsLeft -= 1
      return partsLeft > 0 ? nil : table
    }
    guard let text else { return }
    print(text)
    guard let path = Environment.text("CONVERGE_TORTURE_LOG") else { return }
    try write((read(path) ?? "") + text, to: path)
  }

  private var table: String {
    KillWay.allCases.map { way in
      let row = rows[way] ?? Row()
      let remarks =
        (row.missed == 0 ? "" : " \(row.missed) places not come to;")
        + (row.ranTwice == 0 ? "" : " a one-shot ran twice in \(row.ranTwice);")
      return "| \(way.rawValue): \(effects) places in \(cycle) "
        + "| \(row.tried) | \(row.converged) |\(remarks)\n"
    }.joined()
  }
}
