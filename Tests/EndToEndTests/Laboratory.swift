import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips what needs real Engines where there are none.
  static var laboratory: Self {
    .enabled(if: Lab.isOpen, "needs the laboratory: run scripts/test as root")
  }
}
