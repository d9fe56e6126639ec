internal import Checkout
internal import Git
internal import Model
internal import Posix

/// The plaintexts on disk.
extension SecretKeeper {
  /// Writes what was outdated and could be decrypted beside its source, and lets those read it who
  /// may.
  ///
  /// - Parameter access: by the plaintext's path, as far as it is known: what stays the same is left
  ///   as it was.
  mutating func write(
    _ secrets: inout OpenSecrets, access: [String: SecretAccess] = [:]
  ) throws(Failure) {
    let stale = secrets.outdated + regranted(secrets, access)
    let new = stale.filter { secrets.plaintexts[$0] != nil && !leaving.cover($0.plaintext) }
    if new.isEmpty { return }
    let old = ledger.plaintexts
    var before = ledger
    for file in new { before.plaintexts[file.plaintext] = nil }
    try commit(before)
    var after = ledger
    for file in new {
      guard let bytes = secrets.plaintexts[file] else { continue }
      do {
        let noted = old[file.plaintext].flatMap { $0.isRecalled == true ? nil : $0.rights }
        let known = access[file.plaintext]?.rights ?? noted
        let written = try workTree.writeSecret(
          bytes, to: file.plaintext, rights: file.isEnvironment ? .closed : known,
          time: WallClock.now)
        if let kept = written.kept { keptAside.append(kept) }
        if let before = noted, before != written.rights {
          regrants.append("\(file.plaintext): owner and mode \(before) to \(written.rights)")
        }
        after.plaintexts[file.plaintext] = .init(
          source: file.blob, plaintext: try Repository.blobID(of: bytes).hex,
          access: SecretAccess(written.rights))
      } catch {
        secrets.plaintexts[file] = nil
        secrets.failures[file] = Problem("\(error)")
      }
    }
    secrets.outdated.removeAll { after.plaintexts[$0.plaintext]?.source == $0.blob }
    try commit(after)
  }

  /// The files that others may read than before.
  private func regranted(
    _ secrets: OpenSecrets, _ access: [String: SecretAccess]
  ) -> [SecretFile] {
    secrets.plaintexts.keys.filter { file in
      guard let wanted = access[file.plaintext], let entry = ledger.plaintexts[file.plaintext],
        entry.source == file.blob, !secrets.outdated.contains(file)
      else { return false }
      return wanted.rights != entry.rights
    }.sorted { $0.path < $1.path }
  }

  mutating func commit(_ new: SecretsLedger) throws(Failure) {
    guard new != ledger else { return }
    try save(new)
    ledger = new
  }

  /// Removes the plaintexts whose folder the commit replaces by something else: moved aside with
  /// the folder they would stay for ever.
  ///
  /// - Parameter tree: what is about to be checked out.
  mutating func makeWay(for tree: ObjectID) throws(Failure) {
    let folders = Set(ledger.plaintexts.keys.flatMap(SecretKeeper.folders))
    do {
      let replaced = try folders.filter { folder throws(GitError) in
        guard let entry = try repository.entry(of: tree, at: folder) else { return false }
        return entry.kind != .folder
      }
      try retire(except: []) { path in replaced.isDisjoint(with: SecretKeeper.folders(of: path)) }
    } catch {
      throw Failure(any: error)
    }
  }

  /// The folders above a path: "a" and "a/b" for "a/b/c".
  private static func folders(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(1, parts.count)).map { parts.prefix($0).joined(separator: "/") }
  }

  /// Removes plaintexts that are not wanted any more and that nothing uses.
  ///
  /// - Parameters:
  ///   - wanted: the encrypted files this host's declaration uses.
  ///   - isUsed: whether something may still need a plaintext, by its path.
  mutating func retire(
    except wanted: [SecretFile], isUsed: (String) -> Bool
  ) throws(Failure) {
    let kept = Set(wanted.map(\.plaintext))
    var after = ledger
    for path in ledger.plaintexts.keys.sorted()
    where !kept.contains(path) && !leaving.cover(path) && !isUsed(path) {
      do {
        try workTree.removeSecret(path)
        after.plaintexts[path] = nil
      } catch {
        throw .failed(Problem("\(error)"))
      }
    }
    try commit(after)
  }
}
