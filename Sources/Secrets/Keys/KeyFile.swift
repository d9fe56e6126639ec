public import Crypto

/// Files of identities: age keys as `age-keygen` writes them, the same encrypted with a passphrase
/// (`age -p`), or an OpenSSH private key.
public enum KeyFile {
  /// Asks a person for the passphrase of a file; nil where there is nobody to ask.
  public typealias Passphrase = (_ file: String) -> SecretBytes?

  /// Identities in a file at most: each is tried on each recipient.
  private static let limit = 1000
  /// How often a person is asked for a passphrase.
  private static let attempts = 3

  /// Every identity of a file. Of age keys one a line, empty lines and lines that begin with `#`
  /// are skipped.
  ///
  /// - Parameters:
  ///   - bytes: the contents.
  ///   - name: how errors call the file.
  ///   - passphrase: asked for a file that is protected by one; nil where nobody can be asked.
  /// - Throws: `malformed`, `unsupported` (naming the type of key) or `noKeyFound`. One bad line
  ///   spoils the file, or a typing error would show up as a missing key much later.
  public static func parse(
    _ bytes: [UInt8], named name: String, passphrase: Passphrase? = nil
  ) throws(SecretsError) -> [Identity] {
    switch Form(bytes) {
    case .lines: return try lines(bytes, name)
    case .ssh:
      do throws(SecretsError) {
        return [try SSHPrivateKey.parse(bytes)]
      } catch {
        throw error.inFile(name)
      }
    case .encrypted(let armored):
      var opened = try open(bytes, armored, name, passphrase)
      defer { Wipe.bytes(&opened) }
      if case .encrypted = Form(opened) {
        throw SecretsError(.unsupported("an encrypted file in an encrypted file"), file: name)
      }
      return try parse(opened, named: name)
    }
  }

  /// The same for the value of a variable, in which blanks may stand between keys.
  public static func parse(
    words bytes: [UInt8], named name: String, passphrase: Passphrase? = nil
  ) throws(SecretsError) -> [Identity] {
    guard case .lines = Form(bytes) else {
      return try parse(bytes, named: name, passphrase: passphrase)
    }
    var lines: [UInt8] = []
    lines.reserveCapacity(bytes.count)
    defer { Wipe.bytes(&lines) }
    var isComment = false
    for byte in bytes {
      if byte == UInt8(ascii: "#"), lines.isEmpty || lines.last == 10 { isComment = true }
      if byte == 10 { isComment = false }
      lines.append(!isComment && (byte == 32 || byte == 9) ? 10 : byte)
    }
    return try Self.lines(lines, name)
  }

  private enum Form {
    case lines
    case ssh
    case encrypted(armored: Bool)

    init(_ bytes: [UInt8]) {
      let start = bytes.drop { $0 == 10 || $0 == 13 }
      if start.starts(with: SSHPrivateKey.begin) {
        self = .ssh
      } else if start.starts(with: "-----BEGIN AGE ENCRYPTED FILE".utf8) {
        self = .encrypted(armored: true)
      } else if bytes.starts(with: "age-encryption.org/".utf8) {
        self = .encrypted(armored: false)
      } else {
        self = .lines
      }
    }
  }

  private static func open(
    _ bytes: [UInt8], _ armored: Bool, _ name: String, _ passphrase: Passphrase?
  ) throws(SecretsError) -> [UInt8] {
    var attempts = 0
    while true {
      var asked = false
      do throws(AgeError) {
        let opened = try AgeFile.decrypt(bytes, armored: armored) {
          asked = true
          return passphrase?(name)
        }
        return opened.copy()
      } catch {
        attempts += 1
        if asked, error == .noMatch, attempts < Self.attempts { continue }
        // who breaks off at a second question was there for the first
        let wasWrong = error == .noPassphrase && attempts > 1
        throw SecretsError(wasWrong ? problem(.noMatch, true) : problem(error, asked), file: name)
      }
    }
  }

  private static func problem(_ error: AgeError, _ asked: Bool) -> SecretsError.Code {
    switch error {
    case .noPassphrase:
      .unsupported(
        "protected by a passphrase, and nobody can be asked for it here: run converge secrets on a "
          + "terminal, or for cycles store the key decrypted (age -d), readable by root alone, or "
          + "as a systemd credential")
    case .noMatch:
      asked
        ? .malformed("wrong passphrase")
        : .unsupported("encrypted age file that no passphrase opens: decrypt it with age -d")
    case .unsupported(let what): .unsupported(what)
    default: .malformed(error.reason)
    }
  }

  private static func lines(_ bytes: [UInt8], _ name: String) throws(SecretsError) -> [Identity] {
    var identities: [Identity] = []
    for (number, place) in ByteText.split(bytes, at: 10).enumerated() {
      var line = Array(bytes[place])
      defer { Wipe.bytes(&line) }
      if line.last == 13 { line.removeLast() }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      if let problem = ForeignKey.problem(in: line) {
        throw SecretsError(problem, file: name, line: number + 1)
      }
      guard identities.count < limit else {
        throw SecretsError(.malformed("more than \(limit) keys"), file: name, line: number + 1)
      }
      do throws(SecretsError) {
        identities.append(try Identity(line))
      } catch {
        throw SecretsError(error.code, file: name, line: number + 1)
      }
    }
    guard !identities.isEmpty else { throw SecretsError(.noKeyFound, file: name) }
    return identities
  }
}
