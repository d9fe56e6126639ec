internal import Model

/// `settled.json`: what everything looked like when nothing was left to do. As long as it looks the
/// same, nothing is to be done.
struct Settled: Codable, Equatable {
  static let name = "settled.json"

  var version = Versioned.current
  /// The commit that everything was made from.
  let commit: String
  /// The projects that are declared.
  let declared: [String]
  /// What containers see of the checkout, as paths in it.
  let mounts: [String]
  /// A digest over all that is looked at.
  let fingerprint: String
  /// When Compose last compared everything, in seconds since 1970-01-01T00:00:00Z.
  let fullPass: Int64
}
