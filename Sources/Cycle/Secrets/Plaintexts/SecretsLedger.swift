internal import Checkout
internal import Model
internal import Posix

/// `secrets.json`: where the plaintexts in the checkout came from.
struct SecretsLedger: StateFile, Equatable {
  static let name = "secrets.json"

  struct Entry: Codable, Equatable {
    /// The encrypted file, as a Git blob id.
    let source: String
    /// The plaintext, named as Git would name it: one that was edited is decrypted again.
    let plaintext: String
    /// Who may read it; nil for root alone.
    var access: SecretAccess?
    /// Whether only the name is known: what stands there keeps its owner and mode. Nil for no.
    var isRecalled: Bool?

    var rights: SecretRights { access?.rights ?? .closed }
  }

  var version = Versioned.current
  /// By the plaintext's path.
  var plaintexts: [String: Entry] = [:]
}

extension SecretAccess {
  /// Nil where only we may read and write.
  init?(_ rights: SecretRights) {
    if rights == .closed { return nil }
    self.init(owner: rights.owner.user, group: rights.owner.group, mode: rights.mode)
  }

  /// As the checkout gives them.
  var rights: SecretRights {
    self == .closed
      ? .closed : SecretRights(owner: FileOwner(user: owner, group: group), mode: mode)
  }
}
