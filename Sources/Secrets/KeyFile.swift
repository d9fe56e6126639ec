/// Files of age identities, as `age-keygen` writes them.
public enum KeyFile {
  /// Every identity of a file: one a line, empty lines and lines that begin with `#` are skipped.
  ///
  /// - Parameters:
  ///   - bytes: the contents.
  ///   - name: how errors call the file.
  /// - Throws: `malformed`, `unsupported` (naming the type of key) or `noKeyFound`. One bad line
  ///   spoils the file, or a typing error would show up as a missing key much later.
  public static func parse(_ bytes: [UInt8], named name: String) throws(SecretsError) -> [Identity]
  {
    var identities: [Identity] = []
    for (number, var line) in bytes.split(separator: 10, omittingEmptySubsequences: false)
      .enumerated()
    {
      if line.last == 13 { line.removeLast() }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      if let problem = problem(in: line) {
        throw SecretsError(problem, file: name, line: number + 1)
      }
      do throws(SecretsError) {
        identities.append(try Identity(Array(line)))
      } catch {
        throw SecretsError(error.code, file: name, line: number + 1)
      }
    }
    guard !identities.isEmpty else { throw SecretsError(.noKeyFound, file: name) }
    return identities
  }

  private static let foreign: [(prefix: String, code: SecretsError.Code)] = [
    ("AGE-SECRET-KEY-PQ-", .unsupported("post-quantum age key: \(useX25519)")),
    ("AGE-PLUGIN-", .unsupported("age plugin key: \(useX25519)")),
    ("-----BEGIN OPENSSH PRIVATE KEY", .unsupported("ssh key: \(useX25519)")),
    ("-----BEGIN RSA PRIVATE KEY", .unsupported("ssh key: \(useX25519)")),
    ("-----BEGIN AGE ENCRYPTED FILE", .unsupported(passphrase)),
    ("age-encryption.org/", .unsupported(passphrase)),
    ("age1", .malformed("a recipient (public), not a key: the key starts with AGE-SECRET-KEY-1")),
    ("\u{FEFF}", .malformed("starts with a byte order mark: save the file as plain UTF-8")),
    (" ", .malformed("blanks before the key: remove them")),
    ("\t", .malformed("blanks before the key: remove them")),
  ]
  private static let useX25519 =
    "only AGE-SECRET-KEY-1... keys are supported; make one with age-keygen"
  private static let passphrase =
    "encrypted age file: converge runs without a person to ask for a passphrase; "
    + "store the decrypted key, readable by root alone"

  private static func problem(in line: ArraySlice<UInt8>) -> SecretsError.Code? {
    foreign.first { line.starts(with: $0.prefix.utf8) }?.code
  }
}
