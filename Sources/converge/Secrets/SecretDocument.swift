internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// A SOPS file that a command works on.
struct SecretDocument {
  /// As the person named it.
  let name: String
  let file: WholeFile
  let format: SopsFormat

  /// Reads a file.
  ///
  /// - Parameter format: nil for what its name, or else its content, says.
  init(_ name: String, as format: SopsFormat? = nil) throws(Failure) {
    self.name = name
    do throws(PosixError) {
      file = try WholeFile(name, limit: InputFile.limit)
    } catch {
      if (try? FileStatus.of("\(name)/."))?.kind == .folder {
        throw .plain("\(name) is a folder", hint: "name a file in it")
      }
      throw Failure(error)
    }
    if format == nil, file.bytes == nil, name.hasSuffix(".ini") { throw SecretDocument.ini(name) }
    do throws(SecretsError) {
      self.format =
        if let format { format } else if let bytes = file.bytes {
          try SopsFormat(of: file.path, bytes)
        } else { SopsFormat(ofPlaintext: file.path) }
    } catch {
      throw Failure(error, in: name)
    }
  }

  /// sops would take a file of that name for one of a format that is not written here.
  static func ini(_ name: String) -> Failure {
    .plain(
      "\(name): the ini format of sops is not supported yet",
      hint: "name it otherwise, or keep it as binary with --as binary (sops then needs "
        + "--input-type binary)")
  }

  var isNew: Bool { file.bytes == nil }

  /// Whether it looks encrypted.
  ///
  /// - Throws: where git left two encrypted versions in it.
  func isEncrypted() throws(Failure) -> Bool {
    guard let bytes = file.bytes, !format.isEncrypted(bytes) else { return !isNew }
    try refuseConflict()
    return false
  }

  /// Throws where git left two encrypted versions in it.
  func refuseConflict() throws(Failure) {
    do throws(SecretsError) {
      try format.refuseConflict(in: file.bytes ?? [])
    } catch {
      throw Failure(error, in: name)
    }
  }

  /// Says that hosts do not care for a file of that name.
  func warnOfName() {
    if SecretFile.isOne(named: String(name.split(separator: "/").last ?? "")) { return }
    SecretsOutput.note("warning: \(name): no host decrypts it: hosts decrypt *.secret.* only")
  }

  /// The file, not opened.
  func encrypted() throws(Failure) -> SopsFile {
    guard let bytes = file.bytes else { throw .plain("\(name): no such file") }
    do throws(SecretsError) {
      return try SopsFile(bytes, as: format)
    } catch {
      throw Failure(error, in: name)
    }
  }

  /// The file, opened to be changed; a new one on the terms of its `.sops.yaml`.
  ///
  /// - Parameter keys: key files, see ``PersonalKeys``.
  func opened(with keys: [String]) throws(Failure) -> OpenSopsFile {
    if isNew { return try made(SopsFile.empty(format), try terms()) }
    let recipients = Array(try encrypted().recipients.joined())
    try PublishedReaders.refuse(recipients, in: name, isThere: true)
    return try opened(with: try PersonalKeys.ring(keys))
  }

  func opened(with ring: KeyRing) throws(Failure) -> OpenSopsFile {
    let file = try encrypted()
    let identities: [Identity]
    do throws(Problem) { identities = try ring.identities() } catch { throw Failure(error) }
    do throws(SecretsError) {
      return try file.open(with: identities)
    } catch {
      throw Failure(error, in: name, ring)
    }
  }

  /// On what terms its `.sops.yaml` wants it encrypted.
  func terms() throws(Failure) -> SopsTerms {
    if let rules = try CreationRulesFile.above(file.path) { return try rules.terms(for: file.path) }
    throw .declarationInvalid([
      Problem(
        "nothing says whom to encrypt it to: there is no .sops.yaml above it", at: .init(name),
        hint: "write one with creation_rules: [{age: age1...}]")
    ])
  }

  /// A new file.
  func made(_ plaintext: [UInt8], _ terms: SopsTerms) throws(Failure) -> OpenSopsFile {
    try PublishedReaders.refuse(terms, in: name)
    do throws(SecretsError) {
      return try OpenSopsFile(plaintext, as: format, terms)
    } catch {
      throw Failure(error, in: name)
    }
  }

  /// Encrypts and writes.
  func save(_ opened: OpenSopsFile) throws(Failure) {
    let bytes: [UInt8]
    do throws(SecretsError) {
      bytes = try opened.encrypt(at: WallClock.now)
    } catch {
      throw Failure(error, in: name)
    }
    if opened.file.hidesNothing { throw SecretDocument.hidesNothing(name, opened.file.rule) }
    try write(bytes)
  }

  /// A file that would be written in the clear as a whole.
  static func hidesNothing(_ name: String, _ rule: SopsRule) -> Failure {
    .declarationInvalid([
      Problem(
        "the rule \(rule.name) would leave every value in the clear: nothing was written",
        at: .init(name), hint: "change the rule in .sops.yaml, or on the command line")
    ])
  }

  /// Replaces the file.
  func write(_ bytes: [UInt8]) throws(Failure) {
    do throws(PosixError) {
      if try file.replace(by: bytes) { return }
    } catch {
      throw Failure(error)
    }
    throw .plain("\(name) was changed meanwhile: nothing was written", hint: "try again")
  }
}
