import TestSupport
import Testing

@testable import Signatures

@Suite("The file of allowed signers") struct AllowedSignersTests {
  private static let key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM0lPMH9lyEBJRNcn6GMYjLpMBjQsrN2xbkuXfOy3RJQ"

  private func signer(_ line: String) throws -> AllowedSigner? {
    try AllowedSigners(Array(line.replacing("KEY", with: Self.key).utf8)).all.first
  }

  @Test("is read whole") func whole() throws {
    let signers = try Samples.signers().all
    #expect(signers.map(\.line) == [2, 3, 4, 5, 6])
    #expect(signers.map(\.principals).last == "*@example.org")
    #expect(signers.map(\.options.isAuthority) == [false, false, false, false, true])
    #expect(
      signers.map(\.key.type) == [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com",
        "ssh-ed25519",
      ])
  }

  @Test(
    "may be empty, or hold comments alone", arguments: ["", "\n\n", "# none\n  # at all", "\r\n"])
  func nobody(_ text: String) throws {
    #expect(try AllowedSigners(Array(text.utf8)).all.isEmpty)
  }

  @Test("names people in words or quotes, by patterns too") func names() throws {
    #expect(try signer("ann@lan KEY")?.principals == "ann@lan")
    #expect(try signer("\t ann@lan,*@wan \t KEY a comment\r")?.principals == "ann@lan,*@wan")
    #expect(try signer("\"Ann of the lan,bob\" KEY")?.principals == "Ann of the lan,bob")
  }

  @Test("says what keys are good for") func options() throws {
    let all = try signer(
      "a Namespaces=\"git,file\",valid-after=\"20260101Z\",VALID-BEFORE=\"202701012359Z\" KEY")
    let options = try #require(all?.options)
    #expect(options.namespaces?.contains(Array("file".utf8)) == true)
    #expect(options.validAfter == 1_767_225_600 && options.validBefore == 1_798_847_940)
    #expect(try signer("a cert-authority,namespaces=\"git\" KEY")?.options.isAuthority == true)
    let quoted = try signer("a namespaces=\"a\\\"b c\" KEY")
    #expect(quoted?.options.namespaces?.contains(Array("a\"b c".utf8)) == true)
  }

  @Test(
    "with a line that nobody understands is none, and says which",
    arguments: [
      ("ann@lan", "neither a public key"), ("KEY", "neither a public key"),
      ("ann@lan KEYx", "neither a public key nor an option"),
      (
        "ann@lan ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIM0lPMH9lyEBJRNcn6GMYjLpMBjQsrN2xbkuXfOy3RJQ", "ne"
      ),
      ("\"ann KEY", "a quote without its end"), ("\"\" KEY", "no name"),
      ("a namespaces=git KEY", "namespaces must be followed by"),
      ("a namespaces=\"git KEY", "a quote without its end"),
      ("a namespaces=\"git\"KEY", "a key must follow"),
      ("a namespaces=\"git\", KEY", "neither a public key nor an option"),
      ("a namespaces=\"git\",namespaces=\"git\" KEY", "twice"),
      ("a cert-authority", "a key must follow"), ("a cert-authority ", "no public key"),
      ("a valid-after=\"soon\" KEY", "valid-after must be a time"),
      ("a valid-before=\"20261301\" KEY", "valid-before must be a time"),
      ("a valid-after=\"20270101\",valid-before=\"20260101\" KEY", "is not before"),
      ("a permit-everything KEY", "neither a public key nor an option"),
    ])
  func mistakes(_ line: String, _ words: String) {
    do {
      let text = "# first\n" + line.replacing("KEY", with: Self.key)
      _ = try AllowedSigners(Array(text.utf8))
      Issue.record("was accepted")
    } catch {
      #expect(error.line == 2 && error.reason.contains(words), "\(error)")
    }
  }

  @Test("with a byte order mark is none, since ssh-keygen takes that for a part of the first name")
  func byteOrderMark() {
    #expect(throws: AllowedSigners.Mistake.self) {
      try AllowedSigners(Array("\u{FEFF}ann@lan \(Self.key)\n".utf8))
    }
  }

  @Test(
    "counts times as they are written",
    arguments: [
      ("20260101Z", 1_767_225_600), ("202601010130UTC", 1_767_231_000),
      ("20260101013001z", 1_767_231_001), ("2026010", nil), ("20260101 ", nil), ("", nil),
      ("20260132Z", nil), ("202601012460Z", nil), ("+0260101Z", nil), ("19691231Z", nil),
    ] as [(String, Int64?)])
  func times(_ text: String, _ seconds: Int64?) {
    #expect(SignerTime.seconds(Array(text.utf8)) == seconds)
  }

  @Test("tells times to ssh-keygen") func moments() {
    #expect(SignerTime.text(1_767_231_001) == "20260101013001Z")
    #expect(SignerTime.text(.max) == nil && SignerTime.text(.min) == nil)
  }

  @Test("is read as ssh-keygen reads it", .enabled(if: Samples.hasKeygen), arguments: oracleLines)
  func oracle(_ line: String) throws {
    let folder = try Folder("signers")
    let (commit, moment) = (try Samples.commit("ann"), "20261121140000Z")
    let text = line.replacing("KEY", with: Self.key) + "\n"
    try write(text, to: folder["allowed"])
    let signature = try SSHSignature(armored: Samples.armor("ann"))
    // as git goes about it
    let signers = try? AllowedSigners(Array(text.utf8))
    let name = signers?.all.first?.ownName ?? "nobody"
    let theirs = Samples.fault { () throws(SignatureFault) in
      try Samples.keygen(folder["allowed"]).verify(signature, of: commit, at: moment, as: name)
    }
    let ours = signers.map { signers in
      Samples.fault { () throws(SignatureFault) in
        _ = try SignatureCheck(signers, program: Samples.keygen("/dev/null")).signer(of: commit)
      }
    }
    #expect((ours == .some(nil)) == (theirs == nil), "\(ours as Any), \(theirs as Any)")
  }
}

/// The commit was made on 2026-11-21 at 14:00:00 UTC.
private let oracleLines = [
  "ann@lan KEY", "* KEY", "ann@lan,!eve@lan KEY", "*@lan,!ann@lan KEY", "ann@lan,!*@lan KEY",
  "!ann@lan KEY", "\"Ann of the lan\" KEY", "\"a,b\" KEY comment", "a\tKEY", " a KEY",
  "a namespaces=\"git\" KEY", "a namespaces=\"file\" KEY", "a namespaces=\"g*\" KEY",
  "a namespaces=\"*,!git\" KEY", "a NAMESPACES=\"git\" KEY", "a namespaces=\"\" KEY",
  "a valid-after=\"20261121140000Z\" KEY", "a valid-after=\"20261121140001Z\" KEY",
  "a valid-before=\"20261121140000Z\" KEY", "a valid-before=\"20261121135959Z\" KEY",
  "a valid-before=\"202611211359Z\" KEY", "a valid-after=\"20261120\" KEY",
  "a valid-before=\"20261123\" KEY", "a valid-before=\"20261231UTC\" KEY",
  "a cert-authority KEY", "a namespaces=git KEY", "a namespaces=\"git\", KEY",
  "a unknown KEY", "a", "#a KEY", "a KEYx", "a namespaces=\"git\",namespaces=\"git\" KEY",
  "a valid-before=\"20261399Z\" KEY", "a valid-after=\"x\" KEY",
  "a valid-after=\"20270101Z\",valid-before=\"20260101Z\" KEY", "\"a KEY",
  "a namespaces=\"git\"  KEY",
  "eve namespaces=\"file\" KEY\neve KEY", "eve valid-before=\"20200101Z\" KEY\neve KEY",
]
