internal import Model

/// `settled.json`: what everything looked like when nothing was left to do. As long as it looks the
/// same, nothing is to be done.
struct Settled: StateFile, Equatable {
  static let name = "settled.json"

  var version = Versioned.current
  /// The commit that everything was made from.
  let commit: String
  /// The tree that is checked out.
  let tree: String
  /// The stacks that run an earlier version, since the commit's failed.
  let heldBack: [String]
  /// The projects that are declared.
  let declared: [String]
  /// What containers see of the checkout, as paths in it.
  let mounts: [String]
  /// A digest over all that is looked at.
  let fingerprint: String
  /// When Compose last compared everything, in seconds since 1970-01-01T00:00:00Z.
  let fullPass: Int64

  /// Whether Compose is to compare everything again; also after a clock that jumped back.
  ///
  /// - Parameters:
  ///   - last: when it did so last, in seconds since 1970-01-01T00:00:00Z; 0 for never.
  ///   - now: the same for this moment.
  ///   - interval: seconds; nil where it shall do so once only.
  static func isFullPassDue(last: Int64, now: Int64, interval: Int64?) -> Bool {
    guard let interval else { return last == 0 }
    return now < last || last <= now - interval
  }
}
