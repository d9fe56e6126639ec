import Glibc
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips what needs real Engines where there are none.
  static var laboratory: Self {
    .enabled(if: Lab.isOpen, "needs the laboratory: run scripts/test as root")
  }
}

enum Laboratory {
  /// What random choices begin with: `CONVERGE_SEED`, or another one in each run.
  static let seed = Environment.number("CONVERGE_SEED") ?? UInt64(time(nil)) % 1_000_000

  /// Seconds that each of the long tests may try things for: `CONVERGE_TORTURE_MINUTES`.
  static let seconds =
    Environment.number("CONVERGE_TORTURE_MINUTES").map { Double($0) * 60 } ?? .infinity

  /// How many of the kills of each list are left out, since an earlier run tried them:
  /// `CONVERGE_TORTURE_SKIP`.
  static let skipped = Int(Environment.number("CONVERGE_TORTURE_SKIP") ?? 0)

  /// Which share of the kills is tried here, and of how many: `CONVERGE_TORTURE_SHARE`, "1/4" for the
  /// first of four.
  static let share: (first: Int, of: Int) = {
    let parts = (Environment.text("CONVERGE_TORTURE_SHARE") ?? "1/1").split(separator: "/").map {
      Int($0)
    }
    guard parts.count == 2, let number = parts[0], let count = parts[1], 1...count ~= number else {
      fatalError("CONVERGE_TORTURE_SHARE is no share such as 1/4")
    }
    return (number - 1, count)
  }()
}
