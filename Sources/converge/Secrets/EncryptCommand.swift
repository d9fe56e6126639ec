internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets encrypt`: a whole file, encrypted as SOPS does.
struct EncryptCommand: Equatable {
  /// What of a rule a command line says.
  struct Rule: Equatable {
    let name: String
    let text: String
  }

  let file: String
  var inPlace = false
  var format: SopsFormat?
  /// `age1...`, or several with commas between; none for what `.sops.yaml` says.
  var recipients: [String] = []
  var rule: Rule?
  var macOnlyEncrypted = false

  func run() throws(Failure) {
    if file == "-" {
      guard let format else { throw .usage(Problem("standard input needs --as FORMAT")) }
      guard let own = try terms() else { throw .usage(Problem("standard input needs --age")) }
      let bytes: [UInt8]
      do throws(Problem) { bytes = try InputFile.read(file) } catch { throw Failure(error) }
      return try SecretsOutput.deliver(try encrypt(bytes, format, own))
    }
    if format == nil, file.hasSuffix(".ini") { throw SecretDocument.ini(file) }
    let document = try SecretDocument(file, as: format ?? SopsFormat(ofPlaintext: file))
    guard let bytes = document.file.bytes else { throw .plain("\(file): no such file") }
    try document.refuseConflict()
    let encrypted = try encrypt(bytes, document.format, try terms(for: document))
    if !inPlace { return try SecretsOutput.deliver(encrypted) }
    try document.write(encrypted)
    try SecretsOutput.line("\(file): encrypted")
    document.warnOfName()
  }

  private func encrypt(
    _ bytes: [UInt8], _ format: SopsFormat, _ terms: SopsTerms
  ) throws(Failure) -> [UInt8] {
    try PublishedReaders.refuse(terms, in: file)
    let encrypted: [UInt8]
    do throws(SecretsError) {
      encrypted = try Sops.encrypt(bytes, as: format, terms, at: WallClock.now)
      if try !SopsFile(encrypted, as: format).hidesNothing { return encrypted }
    } catch {
      throw Failure(error, in: file)
    }
    throw SecretDocument.hidesNothing(file, terms.rule)
  }

  private func terms(for document: SecretDocument) throws(Failure) -> SopsTerms {
    if let own = try terms() { return own }
    return try changed(try document.terms())
  }

  /// The terms of the command line; nil where it names nobody.
  private func terms() throws(Failure) -> SopsTerms? {
    if recipients.isEmpty { return nil }
    var parsed: [Recipient] = []
    for text in recipients {
      // a key may have a comment behind it, a name no comma in it
      let isFile = (try? FileStatus.of(text))?.kind == .file
      do throws(SecretsError) {
        parsed += try isFile ? EncryptCommand.recipients(in: text) : EncryptCommand.parsed(text)
      } catch {
        throw .usage(
          Problem(
            "--age: \(error)",
            hint: "a recipient starts with age1 (converge secrets recipients) or ssh-ed25519; a "
              + "file holds one a line"))
      }
    }
    return try changed(SopsTerms(groups: [parsed]))
  }

  private static func parsed(_ text: String) throws(SecretsError) -> [Recipient] {
    var result: [Recipient] = []
    for part in text.split(separator: ",") { result.append(try Recipient(String(part))) }
    return result
  }

  private func changed(_ terms: SopsTerms) throws(Failure) -> SopsTerms {
    var terms = terms
    if macOnlyEncrypted { terms.macOnlyEncrypted = true }
    guard let rule else { return terms }
    do throws(SecretsError) {
      terms.rule = try SopsRule(rule.name, Array(rule.text.utf8))
    } catch {
      throw .usage(Problem("\(error)"))
    }
    return terms
  }
}
