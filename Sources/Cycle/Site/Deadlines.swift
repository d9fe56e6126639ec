internal import Posix

/// Seconds that each step may take.
enum Deadlines {
  static let config = 60.0
  static let pull = 30.0 * 60
  static let build = 30.0 * 60
  static let up = 10.0 * 60
  static let down = 10.0 * 60
  static let hook = 30.0 * 60
}

extension Site {
  /// A step's own deadline, cut where that of the whole cycle comes first.
  func limit(_ seconds: Double) -> Double {
    max(1, min(seconds, end.seconds(since: .now)))
  }
}
