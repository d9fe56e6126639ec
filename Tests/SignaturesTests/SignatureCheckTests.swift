import TestSupport
import Testing

@testable import Signatures

@Suite("A commit's signature") struct SignatureCheckTests {
  private func fault(_ check: SignatureCheck, _ commit: SignedCommit) -> SignatureFault? {
    Samples.fault { () throws(SignatureFault) in _ = try check.signer(of: commit) }
  }

  private func words(_ commit: SignedCommit, _ check: SignatureCheck) -> String {
    fault(check, commit)?.words("/etc/signers") ?? "good"
  }

  @Test("by an ed25519 key is checked without another program") func native() throws {
    let check = SignatureCheck(
      try Samples.signers(),
      program: KeygenProgram(file: "/nonexistent", environment: [], stop: nil))
    #expect(try check.signer(of: Samples.commit("ann")) == "ann@example.org")
  }

  @Test(
    "by other keys is checked by ssh-keygen", .enabled(if: Samples.hasKeygen),
    arguments: [
      ("bob", "bob@example.org"), ("eve", "eve@example.org"), ("sk", "sk@example.org"),
      ("cid-cert", "cid@example.org"),
    ])
  func others(_ name: String, _ principal: String) throws {
    let check = try Samples.check()
    #expect(try check.signer(of: Samples.commit(name)) == principal)
    let tampered = SignedCommit(try Samples.bytes("\(name).commit").replacing("aaff", with: "bbff"))
    #expect(words(tampered, check).contains("ssh-keygen refuses its signature by the"))
    let other = SignedCommit(
      try Samples.bytes("\(name).commit").replacing("Signed by", with: "Made by"))
    #expect(words(other, check).contains("ssh-keygen refuses its signature by the"))
  }

  @Test("of another commit is none") func tampered() throws {
    for (old, new) in [("aaff", "bbff"), ("Signed", "signed"), ("Ann", "Bob"), ("+0100", "+0000")] {
      let commit = SignedCommit(try Samples.bytes("ann.commit").replacing(old, with: new))
      #expect(try words(commit, Samples.check()).hasSuffix("is not one of this commit"))
    }
  }

  @Test("by a key that is not listed names it", arguments: ["ann", "bob", "eve", "sk"])
  func unlisted(_ name: String) throws {
    let folder = try Folder("signers")
    let check = try Samples.check("# nobody\n", in: folder)
    let key = try SSHSignature(armored: Samples.armor(name)).key
    #expect(
      try words(Samples.commit(name), check)
        == "it is signed by the \(key.type) key \(key.fingerprint), which /etc/signers does not list"
    )
  }

  @Test("by a certificate counts by its authority alone", .enabled(if: Samples.hasKeygen))
  func certificates() throws {
    let folder = try Folder("signers")
    let commit = try Samples.commit("cid-cert")
    let lines = String(decoding: try Samples.bytes("allowed_signers"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    let check = try Samples.check(lines[1], in: folder)
    #expect(words(commit, check).contains("has no cert-authority"))
    let other = try Samples.check(
      lines[1].replacing("namespaces", with: "cert-authority,namespaces"), in: folder)
    #expect(words(commit, other).contains("which /etc/signers does not list as cert-authority"))
    let wan = try Samples.check(lines[5].replacing("example.org", with: "wan"), in: folder)
    #expect(words(commit, wan).contains("for cid@example.org, whom line 1 of /etc/signers does"))
    let option = "cert-authority,valid-before=\"20260101Z\""
    let old = try Samples.check(lines[5].replacing("cert-authority", with: option), in: folder)
    #expect(words(commit, old).contains("by a certificate of the authority SHA256:"))
    #expect(words(commit, old).contains("counted until 2026-01-01T00:00:00Z"))
  }

  @Test(
    "by a certificate that does not count says why", .enabled(if: Samples.hasKeygen),
    arguments: [
      ("ed25519", "-n ann -V 20200101Z:20300101Z", "good"),
      ("ed25519", "-n ann -V 20200101Z:20210101Z", "that counted until 2021-01-01T00:00:00Z, and"),
      ("rsa", "-n ann -V 20200101Z:20210101Z", "that counted until 2021-01-01T00:00:00Z, and"),
      ("ecdsa", "-n ann -V 20200101Z:20210101Z", "that counted until 2021-01-01T00:00:00Z, and"),
      ("ed25519", "-n ann -V 20290101Z:20300101Z", "that counts from 2029-01-01T00:00:00Z on, and"),
      ("ed25519", "-h -n ann -V 20200101Z:20300101Z", "that is made for a host"),
      ("ed25519", "-V 20200101Z:20300101Z", "that names nobody"),
      ("ed25519", "-n eve,bob -V 20200101Z:20300101Z", "for eve, bob, whom line 1"),
    ])
  func certificate(_ type: String, _ options: String, _ expected: String) throws {
    let folder = try Folder("signers")
    let payload = "tree 1\ncommitter a <b> 1795269600 +0000\n"
    try write(payload + "\nx\n", to: folder["commit"])
    let script = """
      ssh-keygen -q -t ed25519 -N '' -f ca
      ssh-keygen -q -t \(type) -N '' -f key
      ssh-keygen -q -s ca -I id \(options) key.pub
      mv key-cert.pub key.pub
      ssh-keygen -q -Y sign -n git -f key commit
      """
    try must(["sh", "-ec", "cd '\(folder[""])'\n\(script)"])
    let check = try Samples.check("ann cert-authority \(read(folder["ca.pub"]) ?? "")", in: folder)
    let lines = (read(folder["commit.sig"]) ?? "").split(separator: "\n").joined(separator: "\n ")
    let commit = SignedCommit(Array("\(payload)gpgsig \(lines)\n\nx\n".utf8))
    #expect(words(commit, check).contains(expected), "\(words(commit, check))")
  }

  @Test("of another kind, or none, says so") func kinds() throws {
    let check = try Samples.check()
    let text = "tree 1\ncommitter a <b> 1 +0000\n"
    func words(_ header: String) -> String {
      self.words(SignedCommit(Array("\(text)\(header)\nx\n".utf8)), check)
    }
    #expect(words("") == "it is not signed")
    #expect(words("gpgsig -----BEGIN PGP SIGNATURE-----\n").hasPrefix("it is signed with OpenPGP"))
    #expect(words("gpgsig -----BEGIN SIGNED MESSAGE-----\n").hasPrefix("it is signed with X.509"))
    #expect(words("gpgsig rot13\n").contains("of no known kind"))
    #expect(words("gpgsig a\ngpgsig a\n") == "it has more than one signature")
    #expect(
      words("gpgsig -----BEGIN SSH SIGNATURE-----\n").hasPrefix("its signature is damaged: "))
  }

  @Test("made for something else than git is none", .enabled(if: Samples.hasKeygen))
  func namespace() throws {
    let folder = try Folder("signers")
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder["key"]])
    let payload = "tree 1\ncommitter a <b> 1795269600 +0000\n"
    try write(payload + "\nx\n", to: folder["commit"])
    let check = try Samples.check("a \(read(folder["key.pub"]) ?? "")", in: folder)
    for (namespace, expected) in [
      ("git", "good"), ("file", "its signature was made for \"file\", not for \"git\""),
    ] {
      try must(["rm", "-f", folder["commit.sig"]])
      try must([
        "ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", folder["key"], folder["commit"],
      ])
      let lines = (read(folder["commit.sig"]) ?? "").split(separator: "\n").joined(separator: "\n ")
      let commit = SignedCommit(Array("\(payload)gpgsig \(lines)\n\nx\n".utf8))
      #expect(words(commit, check) == expected)
    }
  }

  @Test("by a key that did not count then tells until when it did") func times() throws {
    let folder = try Folder("signers")
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM0lPMH9lyEBJRNcn6GMYjLpMBjQsrN2xbkuXfOy3RJQ"
    func words(_ option: String) throws -> String {
      self.words(try Samples.commit("ann"), try Samples.check("ann \(option) \(key)", in: folder))
    }
    #expect(
      try words("valid-before=\"20260101Z\"")
        == "it is signed by the key SHA256:9Dgp/yqhdLKQeoDiUa6X4Cay49Y64yEF7hmIrxP5zm0 in line 1 of"
        + " /etc/signers, which counted until 2026-01-01T00:00:00Z, and it was committed later")
    #expect(try words("valid-after=\"20270101Z\"").contains("counts from 2027-01-01T00:00:00Z on"))
    #expect(try words("namespaces=\"file\"").contains("not for the namespace git"))
  }

  @Test("cannot be checked where ssh-keygen is not installed, which says what to install")
  func missingProgram() throws {
    let program = KeygenProgram(
      file: Samples.file, environment: Samples.environment, stop: nil, name: "/nonexistent/keygen")
    let check = SignatureCheck(try Samples.signers(), program: program)
    let found = try #require(self.fault(check, Samples.commit("bob")))
    #expect(found.words("f").hasSuffix("ssh-keygen is not installed"))
    #expect(found.hint("f").contains("openssh-client"))
  }
}
