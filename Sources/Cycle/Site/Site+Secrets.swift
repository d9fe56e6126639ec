internal import Checkout
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

  /// Where the ledger was lost: notes the plaintexts that stand beside the encrypted files of what is
  /// checked out, so that they are written again, or removed once nothing needs them.
  func recallPlaintexts(_ repository: Repository) throws(Failure) {
    guard try state.readOrForget(SecretsLedger.self, SecretsLedger.name) == nil else { return }
    var ledger = SecretsLedger()
    do throws(GitError) {
      guard let tree = try repository.commitID(of: Records.checkout),
        let files = try repository.files(of: tree)
      else { return }
      for file in files where SecretFile.isOne(named: file.name) {
        let plaintext = SecretFile.plaintext(of: file.path)
        let path = "\(settings.checkout)/\(plaintext)"
        if (try? FileStatus.of(path))?.kind == .file {
          ledger.plaintexts[plaintext] = .init(source: "", plaintext: "", isRecalled: true)
        }
      }
    } catch {
      throw Failure(error)
    }
    if !ledger.plaintexts.isEmpty { try state.write(ledger, SecretsLedger.name) }
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
    let ring = KeyRing(sources, for: .cycle, run: run)
    ring.warn = { [unowned self] in reporter.note(Event(.warning, $0)) }
    return ring
  }
}
