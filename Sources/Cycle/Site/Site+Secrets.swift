internal import Git
internal import Model
internal import Posix

extension Site {
  /// The keeper of the plaintexts in the checkout. A damaged ledger only costs decrypting again.
  func secretKeeper(_ repository: Repository) throws(Failure) -> SecretKeeper {
    let ledger = try state.readOrForget(SecretsLedger.self, SecretsLedger.name) ?? SecretsLedger()
    return SecretKeeper(
      workTree: try workTree(repository), repository: repository, keys: keys,
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

  /// The keys of this host; commands that print some hold the lock and end with the cycle.
  func keyRing() -> KeyRing {
    let sources = settings.ageKeys + KeySource.variables(Host.environment)
    let run: KeyRing.Runner = { [unowned self] (child) throws(PosixError) in
      try child.run(keeping: lock.raw, stop: interruption.raw, signal: interruption.signal)
    }
    return KeyRing(sources, for: .cycle, run: run)
  }
}
