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
  /// Bytes of an encrypted file at most: a third more, and what is said about it.
  private static let encryptedLimit = 24 << 20

  let workTree: WorkTree
  let repository: Repository
  private let keys: KeyRing
  let leaving: LeftFolders
  let save: (SecretsLedger) throws(Failure) -> Void
  var ledger: SecretsLedger
  /// Data that stood in the place of a plaintext and was moved aside.
  var keptAside: [KeptAside] = []
  /// The plaintexts that others may read than before, in words.
  var regrants: [String] = []

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

  private func tooLarge(_ file: SecretFile) -> Problem {
    Problem(
      "larger than \(SecretKeeper.limit >> 20) MiB in the clear", at: .init(file.path),
      hint: "keep it elsewhere, and its key here")
  }

  /// Whether every plaintext in the checkout is the one that was written there.
  func isCurrent() -> Bool {
    if !ledger.plaintexts.isEmpty { Memory.keepFromSwap() }
    return ledger.plaintexts.allSatisfy { path, entry in
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

  private func plaintext(of file: SecretFile) throws(Problem) -> [UInt8] {
    let identities = try keys.identities()
    guard let id = ObjectID(hex: file.blob) else {
      throw Problem("no such object", at: .init(file.path))
    }
    do {
      if try repository.blobSize(id) > SecretKeeper.encryptedLimit { throw tooLarge(file) }
      let encrypted = try repository.blob(id)
      let format = try SopsFormat(of: file.path, encrypted)
      let bytes = try Sops.decrypt(encrypted, as: format, with: identities)
      if bytes.count > SecretKeeper.limit { throw tooLarge(file) }
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
    if !ledger.plaintexts.isEmpty { Memory.keepFromSwap() }
    for path in ledger.plaintexts.keys {
      guard let found = try? workTree.plaintext(at: path, limit: SecretKeeper.limit) else {
        continue
      }
      masker.add(plaintext: found.bytes, named: path)
    }
  }
}
