/// `builds.json`: what the images of each stack were last built from.
struct BuildLedger: Codable, Equatable {
  static let name = "builds.json"

  var version = Versioned.current
  /// Git tree ids of the folders that a stack uses, by its name.
  var keys: [String: String] = [:]
}
