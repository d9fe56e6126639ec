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
}
