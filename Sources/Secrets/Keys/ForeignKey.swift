/// Lines that are known and no key that can be used as it stands.
enum ForeignKey {
  /// What is wrong with a line, nil where it may be an age key.
  static func problem(in line: [UInt8]) -> SecretsError.Code? {
    known.first { line.starts(with: $0.prefix.utf8) }?.code
  }

  private static let known: [(prefix: String, code: SecretsError.Code)] = [
    ("AGE-SECRET-KEY-PQ-", .unsupported("post-quantum age key: \(useOthers)")),
    ("AGE-PLUGIN-", .unsupported("age plugin key: \(useOthers)")),
    ("-----BEGIN OPENSSH PRIVATE KEY", .unsupported("ssh key \(alone)")),
    ("-----BEGIN RSA PRIVATE KEY", .unsupported("ssh-rsa key: \(useOthers)")),
    ("-----BEGIN EC PRIVATE KEY", .unsupported("ecdsa key: \(useOthers)")),
    ("-----BEGIN DSA PRIVATE KEY", .unsupported("dsa key: \(useOthers)")),
    ("---- BEGIN SSH2 PUBLIC KEY", .malformed("a public ssh key, not a private one")),
    ("---- BEGIN SSH2", .unsupported("ssh key in the ssh2 format: \(convert)")),
    ("PuTTY-User-Key-File", .unsupported("PuTTY key: \(convert)")),
    ("-----BEGIN PGP PUBLIC", .malformed("a public pgp key, and no age key")),
    ("-----BEGIN PGP", .unsupported("pgp key: \(useOthers)")),
    ("-----BEGIN PUBLIC KEY", .malformed("a public key, not a private one")),
    ("-----BEGIN CERTIFICATE", .malformed("a certificate, not a private key")),
    ("-----BEGIN ENCRYPTED PRIVATE KEY", .unsupported("private key in PKCS #8: \(useOthers)")),
    ("-----BEGIN PRIVATE KEY", .unsupported("private key in PKCS #8: \(useOthers)")),
    ("-----BEGIN AGE ENCRYPTED FILE", .unsupported("encrypted age file \(alone)")),
    ("age-encryption.org/", .unsupported("encrypted age file \(alone)")),
    ("age1", .malformed("a recipient (public), not a key: the key starts with AGE-SECRET-KEY-1")),
    ("ssh-", .malformed("a public ssh key, not a private one: name the file without .pub")),
    ("ecdsa-", .malformed("a public ecdsa key, not a private one, and \(useOthers)")),
    ("sk-", .malformed("the public key of an ssh security key: \(useOthers)")),
    ("\u{FEFF}", .malformed("starts with a byte order mark: save the file as plain UTF-8")),
    (" ", .malformed("blanks before the key: remove them")),
    ("\t", .malformed("blanks before the key: remove them")),
  ]
  private static let useOthers = "not supported yet; use \(SSHPrivateKey.others)"
  private static let convert =
    "export it in OpenSSH's format, where it is an ed25519 key, or use \(SSHPrivateKey.others)"
  private static let alone = "among other lines: give it a file of its own"
}
