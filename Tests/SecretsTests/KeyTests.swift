import Testing

@testable import Secrets

private let key = "AGE-SECRET-KEY-1NRA0ECZEX3SR36SS9SND2JT49GC3W9A3EEZDC26XUW6WYA0LEJYQAGVGMJ"
private let ownRecipient = "age1cewrwqejsdz508sqr5xrk8u7ksz39vk02vja7fugevukyfjg799qqh4cj3"

private let badLines: [(String, String)] = [
  ("AGE-SECRET-KEY-PQ-1WCFCSWQYDGMUXEJ", "post-quantum age key"),
  ("AGE-PLUGIN-YUBIKEY-1QGPQYQ", "age plugin key"),
  ("-----BEGIN OPENSSH PRIVATE KEY-----", "ssh key among other lines"),
  ("-----BEGIN RSA PRIVATE KEY-----", "ssh-rsa key: not supported yet"),
  ("-----BEGIN EC PRIVATE KEY-----", "ecdsa key: not supported yet"),
  ("-----BEGIN DSA PRIVATE KEY-----", "dsa key: not supported yet"),
  ("PuTTY-User-Key-File-3: ssh-ed25519", "PuTTY key: export it in OpenSSH's format"),
  ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "ssh key in the ssh2 format"),
  ("---- BEGIN SSH2 PUBLIC KEY ----", "a public ssh key"),
  ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "pgp key"),
  ("-----BEGIN PGP PUBLIC KEY BLOCK-----", "a public pgp key"),
  ("-----BEGIN PGP MESSAGE-----", "pgp"),
  ("-----BEGIN PUBLIC KEY-----", "a public key"),
  ("-----BEGIN CERTIFICATE-----", "a certificate"),
  ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "a public ssh key"),
  ("ssh-rsa AAAAB3NzaC1yc2E", "a public ssh key"),
  ("ecdsa-sha2-nistp256 AAAAE2VjZHNh", "a public ecdsa key"),
  ("sk-ssh-ed25519@openssh.com AAAA", "the public key of an ssh security key"),
  ("-----BEGIN AGE ENCRYPTED FILE-----", "encrypted age file"),
  ("age-encryption.org/v1", "encrypted age file"),
  (ownRecipient, "a recipient (public), not a key"),
  (" " + key, "blanks before the key"),
  ("\u{FEFF}" + key, "byte order mark"),
  (key + " ", "not an age key"),
  (key.lowercased(), "in lower case"),
  (String(key.dropLast()), "not an age key"),
  (String(key.dropLast()) + "Q", "not an age key"),
  ("password", "not an age key"),
]

@Suite("age keys")
struct KeyTests {
  @Test("a key knows its recipient")
  func recipient() throws {
    let identities = try KeyFile.parse(Array(key.utf8), named: "age.key")
    #expect(identities.map(\.recipient.description) == [ownRecipient])
    #expect(try Recipient(ownRecipient) == identities[0].recipient)
  }

  @Test("a key file may hold comments, empty lines, CR LF and several keys")
  func keyFile() throws {
    let text = "# created: today\r\n\r\n\(key)\r\n\n#\(key)x\n\(key)"
    #expect(try KeyFile.parse(Array(text.utf8), named: "age.key").count == 2)
    #expect(try Keys.named("multi.txt").count == 3)
  }

  @Test(
    "a bad line is named with what is wrong, without the key",
    arguments: badLines)
  func badLine(line: String, what: String) throws {
    let text = "# comment\n\(line)\n\(key)\n"
    let error = failure { _ = try KeyFile.parse(Array(text.utf8), named: "/etc/age.key") }
    let message = try #require(error).description
    #expect(message.hasPrefix("/etc/age.key:2: "))
    #expect(message.contains(what))
    #expect(!message.contains("NRA0ECZ"))
  }

  @Test("a file may hold a thousand keys, and no more")
  func count() throws {
    let lines = String(repeating: key + "\n", count: 1000)
    #expect(try KeyFile.parse(Array(lines.utf8), named: "age.key").count == 1000)
    let error = failure { _ = try KeyFile.parse(Array((lines + key).utf8), named: "age.key") }
    #expect(error?.description == "age.key:1001: more than 1000 keys")
  }

  @Test("a file without a key says so", arguments: ["", "\n\n", "# AGE-SECRET-KEY-1\n"])
  func noKey(text: String) {
    let error = failure { _ = try KeyFile.parse(Array(text.utf8), named: "age.key") }
    #expect(error?.code == .noKeyFound)
    #expect(error?.description.hasPrefix("age.key: ") == true)
  }

  @Test(
    "the ssh-rsa key and the post-quantum key of the vectors are named",
    arguments: [("ssh_rsa", "ssh-rsa key"), ("pq.txt", "post-quantum")])
  func foreignFiles(name: String, kind: String) throws {
    let error = failure { _ = try Keys.named(name) }
    guard case .unsupported(let what)? = error?.code else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(what.contains(kind))
  }

  @Test(
    "recipients of other types are named",
    arguments: [
      ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "not an ssh-ed25519 public key"),
      ("ssh-ed25519", "not an ssh-ed25519 public key"),
      ("ssh-rsa AAAAB3NzaC1yc2E", "ssh-rsa recipients are not supported yet"),
      ("age1tagpq1sdzue2trhgx74yek40r0zf", "tagged post-quantum recipients"),
      ("age1pq1sdzue2trhgx74yek40r0zf", "post-quantum recipients"),
      ("AGE1CEWRWQEJSDZ508SQR5XRK8U7KSZ39VK02VJA7FUGEVUKYFJG799QQH4CJ3", "not an age recipient"),
      ("age1cewrwqejsdz508sqr5xrk8u7ksz39vk02vja7fugevukyfjg799qqh4cj4", "not an age recipient"),
      ("", "not an age recipient"),
    ])
  func badRecipient(text: String, what: String) {
    let error = failure { _ = try Recipient(text) }
    #expect(error?.description.contains(what) == true)
  }

  @Test("new identities differ")
  func generation() {
    #expect(Identity.generate().recipient != Identity.generate().recipient)
  }
}
