internal import Git
internal import Model

extension Site {
  /// The keeper of the plaintexts in the checkout. A damaged ledger only costs decrypting again.
  func secretKeeper(_ repository: Repository) throws(Failure) -> SecretKeeper {
    let ledger = try state.readOrForget(SecretsLedger.self, SecretsLedger.name) ?? SecretsLedger()
    return SecretKeeper(
      workTree: try workTree(repository), repository: repository, keyFiles: settings.ageKeys,
      ledger: ledger, leaving: heldFolders
    ) { [self] (new) throws(Failure) in try state.write(new, SecretsLedger.name) }
  }

  /// The decrypted files of a declaration, in memory.
  func openSecrets(
    _ declaration: Declaration, _ repository: Repository
  ) throws(Failure) -> OpenSecrets {
    var keeper = try secretKeeper(repository)
    return keeper.open(declaration.secrets)
  }
}
