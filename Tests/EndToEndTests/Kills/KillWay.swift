import TestSupport

/// How a cycle is killed.
enum KillWay: String, CaseIterable {
  case alone = "SIGKILL of converge alone"
  case withChildren = "SIGKILL of converge and all its children"
  /// As systemd does with `KillMode=mixed`.
  case asSystemd = "SIGTERM of converge, then SIGKILL of what is left"

  var signal: String { self == .asSystemd ? "SIGTERM" : "SIGKILL" }

  /// Seconds within which a cycle ends that was told to.
  static let limit = 10.0

  /// What happens to the children of a cycle that has ended.
  ///
  /// They have its lock open, which it gave to each of them.
  func finish(_ host: Host) throws {
    if self != .alone { try Processes.killAll(holding: host.lock) }
  }
}

/// One place of a cycle, and how it is killed there.
struct Kill: CustomStringConvertible {
  let version: String
  let effect: Effect
  let way: KillWay

  var description: String { "\(way.rawValue), on the way to \(version), \(effect)" }

  /// Every way before every effect, in an order of which each beginning is spread over all.
  static func all(_ effects: [Effect], to version: String) -> [Kill] {
    effects.flatMap { effect in
      KillWay.allCases.map { Kill(version: version, effect: effect, way: $0) }
    }.spread()
  }
}
