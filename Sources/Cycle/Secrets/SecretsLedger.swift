/// `secrets.json`: where the plaintexts in the checkout came from.
struct SecretsLedger: StateFile, Equatable {
  static let name = "secrets.json"

  struct Entry: Codable, Equatable {
    /// The encrypted file, as a Git blob id.
    let source: String
    /// The plaintext, named as Git would name it: one that was edited is decrypted again.
    let plaintext: String
  }

  var version = Versioned.current
  /// By the plaintext's path.
  var plaintexts: [String: Entry] = [:]
}
