internal import Git
internal import Model

extension Site {
  /// The keeper of the plaintexts in the checkout. A damaged ledger only costs decrypting again.
  func secretKeeper(_ repository: Repository) throws(Failure) -> SecretKeeper {
    let ledger = try state.readOrForget(SecretsLedger.self, SecretsLedger.name) ?? SecretsLedger()
    return SecretKeeper(
      workTree: try workTree(repository), repository: repository, keyFiles: settings.ageKeys,
      ledger: ledger
    ) { [self] (new) throws(Failure) in try state.write(new, SecretsLedger.name) }
  }

  /// What a cycle would decrypt.
  func outdatedSecrets(
    _ declaration: Declaration, _ repository: Repository
  ) throws(Failure) -> [SecretFile] {
    try secretKeeper(repository).outdated(among: declaration.secrets)
  }
}
