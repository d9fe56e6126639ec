internal import Checkout
internal import Git
internal import Model
internal import Posix
internal import Secrets

/// Keeps the plaintexts in the checkout in step with the encrypted files of the commit.
///
/// The ledger says which encrypted blob each plaintext came from. An entry is taken out before
/// its plaintext is written and put back after it, so that a kill in between never leaves a
/// ledger that vouches for another plaintext than the one that is there.
struct SecretKeeper {
  /// Bytes of a plaintext at most.
  static let limit = 16 << 20

  private let workTree: WorkTree
  private let repository: Repository
  private let keys: KeyRing
  private let leaving: LeftFolders
  private let save: (SecretsLedger) throws(Failure) -> Void
  private var ledger: SecretsLedger
  /// Data that stood in the place of a plaintext and was moved aside.
  private(set) var keptAside: [KeptAside] = []

  /// - Parameters:
  ///   - workTree: where the plaintexts stand.
  ///   - keys: what opens the encrypted files.
  ///   - ledger: what was kept from earlier cycles.
  ///   - leaving: folders that somebody works in by hand: the plaintexts there are left alone.
  ///   - save: writes the ledger to disk.
  init(
    workTree: WorkTree, repository: Repository, keys: KeyRing, ledger: SecretsLedger,
    leaving: [String] = [],
    save: @escaping (SecretsLedger) throws(Failure) -> Void
  ) {
    self.workTree = workTree
    self.repository = repository
    self.keys = keys
    self.ledger = ledger
    self.leaving = LeftFolders(leaving)
    self.save = save
  }

  /// Reads the plaintexts, and decrypts those that are missing, were edited, or came from another
  /// blob. Nothing is written.
  mutating func open(_ files: [SecretFile]) -> OpenSecrets {
    if !files.isEmpty { Memory.keepFromSwap() }
    var result = OpenSecrets()
    for file in files {
      if let bytes = current(file.plaintext, from: file.blob) {
        result.plaintexts[file] = bytes
        continue
      }
      if !leaving.cover(file.plaintext) { result.outdated.append(file) }
      do {
        result.plaintexts[file] = try plaintext(of: file)
      } catch {
        result.failures[file] = error
      }
    }
    return result
  }

  /// Decrypts files whose plaintexts do not stand in the checkout. Nothing is written.
  mutating func decrypt(_ files: [SecretFile]) -> OpenSecrets {
    if !files.isEmpty { Memory.keepFromSwap() }
    var result = OpenSecrets()
    for file in files {
      do {
        result.plaintexts[file] = try plaintext(of: file)
      } catch {
        result.failures[file] = error
      }
    }
    return result
  }

  /// Whether every plaintext in the checkout is the one that was written there.
  func isCurrent() -> Bool {
    ledger.plaintexts.allSatisfy { path, entry in
      leaving.cover(path) || current(path, from: entry.source) != nil
    }
  }

  private func current(_ path: String, from blob: String) -> [UInt8]? {
    guard let entry = ledger.plaintexts[path], entry.source == blob,
      let bytes = try? workTree.secret(at: path, rights: entry.rights, limit: SecretKeeper.limit),
      (try? Repository.blobID(of: bytes).hex) == entry.plaintext
    else { return nil }
    return bytes
  }

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
        let known = access[file.plaintext]?.rights ?? old[file.plaintext]?.rights
        let written = try workTree.writeSecret(
          bytes, to: file.plaintext, rights: file.isEnvironment ? .closed : known,
          time: WallClock.now)
        if let kept = written.kept { keptAside.append(kept) }
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

  private mutating func commit(_ new: SecretsLedger) throws(Failure) {
    guard new != ledger else { return }
    try save(new)
    ledger = new
  }

  private func plaintext(of file: SecretFile) throws(Problem) -> [UInt8] {
    let identities = try keys.identities()
    guard let id = ObjectID(hex: file.blob) else {
      throw Problem("no such object", at: .init(file.path))
    }
    do {
      let encrypted = try repository.blob(id)
      let format = try SopsFormat(of: file.path, encrypted)
      let bytes = try Sops.decrypt(encrypted, as: format, with: identities)
      if EnvironmentLayer.isLayer(file.path),
        var problem = EnvironmentLayer.steeringVariable(in: bytes, of: file.path)
      {
        problem.place = .init(file.path)
        throw problem
      }
      return bytes
    } catch let error as SecretsError {
      throw keys.problem(error, at: file.path)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem("\(error)", at: .init(file.path))
    }
  }

  /// Tells a masker the values that stand in the checkout, as far as they can be read.
  func tell(_ masker: inout Masker) {
    for path in ledger.plaintexts.keys {
      guard let found = try? workTree.plaintext(at: path, limit: SecretKeeper.limit) else {
        continue
      }
      masker.add(plaintext: found.bytes, named: path)
    }
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
    } catch let error as GitError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .failed(Problem("\(error)"))
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
