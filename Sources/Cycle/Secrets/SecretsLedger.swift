/// `secrets.json`: which encrypted blob each plaintext in the checkout came from.
struct SecretsLedger: Codable, Equatable {
  static let name = "secrets.json"

  var version = Versioned.current
  /// Blob id by the plaintext's path.
  var plaintexts: [String: String] = [:]
}
