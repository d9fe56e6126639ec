import Testing

@testable import Signatures

@Suite("A commit as it is stored") struct SignedCommitTests {
  private static let head = "tree aaff74984cccd156a469afa7d9ab10e4777beb24\n"
  private static let people =
    "author Ann <ann@lan> 1 +0000\ncommitter Bob <bob@lan> 1795269600 +0100\n"

  private func commit(_ headers: String, _ message: String = "\nSubject\n") -> SignedCommit {
    SignedCommit(Array((Self.head + Self.people + headers + message).utf8))
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("tells who made it when, and what was signed") func signed() throws {
    let commit = try Samples.commit("ann")
    #expect(commit.author == "Ann <ann@example.org>")
    #expect(commit.committer == "Bob <bob@example.org>")
    #expect(commit.time == 1_795_269_600)
    #expect(
      text(commit.payload) == """
        tree aaff74984cccd156a469afa7d9ab10e4777beb24
        author Ann <ann@example.org> 1795269600 +0100
        committer Bob <bob@example.org> 1795269600 +0100

        Signed by ann

        """)
  }

  @Test("without a signature is signed whole") func unsigned() {
    let commit = commit("")
    #expect(commit.signature == nil)
    #expect(text(commit.payload) == Self.head + Self.people + "\nSubject\n")
  }

  @Test(
    "tells signatures of other kinds apart",
    arguments: [
      ("-----BEGIN PGP SIGNATURE-----", SignedCommit.Signature.openPGP),
      ("-----BEGIN PGP MESSAGE-----", .openPGP), ("-----BEGIN SIGNED MESSAGE-----", .x509),
      ("hello", .unknown), ("", .unknown), ("-----BEGIN SSH SIGNATURE", .unknown),
    ])
  func kinds(_ line: String, _ kind: SignedCommit.Signature) {
    #expect(commit("gpgsig \(line)\n more\n").signature == kind)
  }

  @Test("with two signatures, or one for another kind of repository, leaves none to trust")
  func ambiguous() {
    let one = "gpgsig -----BEGIN SSH SIGNATURE-----\n x\n"
    #expect(commit(one + one).signature == .ambiguous)
    #expect(commit("gpgsig-sha256 x\n").signature == .ambiguous)
    #expect(commit(one + "gpgsig-sha256 x\n").signature == .ambiguous)
  }

  @Test("keeps what other headers and the message say of signatures") func elsewhere() {
    let tag = "mergetag object 1\n gpgsig -----BEGIN SSH SIGNATURE-----\n x\n"
    let merge = commit(tag)
    #expect(merge.signature == nil && text(merge.payload).contains(tag))
    let message = commit("", "\nSubject\n\ngpgsig -----BEGIN PGP SIGNATURE-----\n")
    #expect(message.signature == nil)
    #expect(text(message.payload).hasSuffix("gpgsig -----BEGIN PGP SIGNATURE-----\n"))
  }

  @Test("that is damaged is read as far as it goes") func damaged() throws {
    let bytes = try Samples.bytes("ann.commit")
    for count in 0..<bytes.count {
      let commit = SignedCommit(Array(bytes[..<count]))
      #expect(commit.payload.count <= count)
    }
    #expect(SignedCommit(Array("committer nobody\n\n".utf8)).time == nil)
    #expect(SignedCommit(Array("committer \n".utf8)).time == nil)
    #expect(SignedCommit(Array("committer a <b> 99999999999999999999 +0000\n".utf8)).time == nil)
  }
}
