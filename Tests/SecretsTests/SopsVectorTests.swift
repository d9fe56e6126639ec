import Testing

@testable import Secrets

@Suite("SOPS files made by sops 3.7 to 3.13")
struct SopsVectorTests {
  private static let readable = SopsCase.all.filter {
    $0.file != nil && $0.kept != nil && !SopsCase.foreign.contains($0.name)
  }
  private static let ini = SopsCase.all.filter { $0.file != nil && $0.format == "ini" }
  private static let unencryptableFiles = SopsCase.all.filter { $0.name.hasPrefix("err-") }
  private static let unreadable = SopsCase.all.filter { SopsCase.foreign.contains($0.name) }

  @Test("the manifest lists them all")
  func completeness() {
    #expect(Self.readable.count == 76)
    #expect(Self.ini.count == 6)
    #expect(Self.unreadable.count == SopsCase.foreign.count)
    #expect(SopsCase.tampered.count == 68)
  }

  @Test("decrypt to what sops -d printed, or fail where it failed", arguments: readable)
  func decrypt(vector: SopsCase) throws {
    let identities = try vector.identities()
    if vector.rc == 0 {
      #expect(try vector.decrypted(with: identities) == vector.expectedBytes())
    } else {
      #expect(failure { _ = try vector.decrypted(with: identities) } != nil)
    }
  }

  @Test("are told apart by name and content", arguments: readable)
  func formats(vector: SopsCase) throws {
    let file = try #require(vector.file)
    #expect(try SopsFormat(of: file, vector.contents()) == vector.kept)
    #expect(try SopsFormat(of: "a.secret", vector.contents()) == vector.kept)
    #expect(try vector.kept?.isEncrypted(vector.contents()) == true)
    guard let plain = vector.plain else { return }
    let plaintext = try Files.read("\(Files.vectors)/\(plain)")
    #expect(vector.kept?.isEncrypted(plaintext) == false)
  }

  @Test("in the ini format are recognised and named", arguments: ini)
  func iniFiles(vector: SopsCase) throws {
    for name in ["a.secret.ini", "a.secret.conf"] {
      let error = failure { _ = try SopsFormat(of: name, try vector.contents()) }
      guard case .unsupported(let what)? = error?.code else {
        Issue.record("unexpected: \(String(describing: error))")
        return
      }
      #expect(what.contains("ini format"))
    }
  }

  @Test("say whom they are encrypted to where no X25519 key opens them", arguments: unreadable)
  func strangers(vector: SopsCase) throws {
    let stranger = Identity.generate()
    let error = failure { _ = try vector.decrypted(with: [stranger]) }
    guard case .noMatchingIdentity(let recipients, let own, _)? = error?.code else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(!recipients.isEmpty)
    #expect(own == [stranger.recipient.description])
    #expect(error?.description.contains("converge secrets update-keys") == true)
  }

  @Test("a file for a post-quantum and an X25519 key is opened by the latter")
  func mixedRecipients() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "33-pq-and-x25519-by-pq" })
    let opened = ["a.txt", "b.txt", "c.txt"].filter { key in
      (try? vector.decrypted(with: Keys.named(key)))
        == (try? vector.expectedBytes())
    }
    #expect(opened.count == 1)
  }

  @Test("a removed key no longer opens a rotated file")
  func removedKey() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "61-rotated-removed-key-a" })
    let error = failure {
      _ = try vector.decrypted(with: try vector.identities())
    }
    guard case .noMatchingIdentity? = error?.code else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
  }

  @Test("too few key groups are counted")
  func tooFewGroups() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "50-shamir-2-of-3-ab" })
    let identities = try Keys.named("a.txt")
    let error = failure { _ = try vector.decrypted(with: identities) }
    let own = identities.map(\.recipient.description)
    #expect(error?.code == .tooFewKeyGroups(opened: 1, needed: 2, own: own))
  }

  @Test("any two of three key groups do", arguments: ["ab.txt", "bc.txt", "multi.txt"])
  func shamir(key: String) throws {
    let vector = try #require(SopsCase.all.first { $0.name == "50-shamir-2-of-3-ab" })
    let plaintext = try vector.decrypted(with: Keys.named(key))
    #expect(try plaintext == vector.expectedBytes())
  }

  @Test(
    "what sops cannot encrypt is refused",
    arguments: unencryptableFiles)
  func unencryptable(vector: SopsCase) throws {
    let plaintext = try Files.read("\(Files.vectors)/\(try #require(vector.plain))")
    let error = failure {
      _ = try Sops.encrypt(
        plaintext, as: .dotenv, SopsTerms(groups: [[Identity.generate().recipient]]), at: 0)
    }
    guard case .malformed? = error?.code else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(error?.line != nil)
  }
}

@Suite("tampered SOPS files")
struct TamperedTests {
  /// What sops accepts and converge does not.
  private static let stricter: Set<String> = [
    "26-trailing-text-after-enc", "92-comment-type-in-value",
  ]

  @Test("are accepted or rejected as by sops, or more strictly", arguments: SopsCase.tampered)
  func outcome(vector: SopsCase) throws {
    let file = try vector.contents()
    let identities = try vector.identities()
    if vector.rc == 0, !Self.stricter.contains(vector.name) {
      #expect(try Sops.decrypt(file, as: .dotenv, with: identities) == vector.expectedBytes())
      return
    }
    let error = try #require(failure { _ = try Sops.decrypt(file, as: .dotenv, with: identities) })
    #expect(!error.description.contains("s3cr"))
  }

  @Test(
    "errors tell what happened and where",
    arguments: [
      ("01-value-ciphertext-bit", "line 2: the value of DB_USER was changed"),
      ("05-renamed-key", "encrypted elsewhere"),
      ("09-value-line-removed", "mac mismatch"),
      ("19-plaintext-in-encrypted-slot", "line 2: the value of DB_USER is no valid ENC[...]"),
      ("37-lastmodified-missing", "may be cut off"),
      ("41-version-garbage", "sops_version is missing"),
      ("44-two-rules", "more than one rule"),
      ("48-mac-only-yes", "sops_mac_only_encrypted is neither true nor false"),
      ("50-list-gap", "has gaps"),
      ("53-armor-damaged", "bad age header: not an age v1 file: restore the file"),
      ("59-duplicate-metadata", "sops_version stands there twice"),
      ("61-empty-kms", "sops_kms is no list of keys"),
      ("67-space-line", "expected KEY=value"),
      ("71-plaintext-file", "no sops metadata"),
      ("26-trailing-text-after-enc", "no valid ENC[...]"),
      ("91-bytes", "is of an unknown type"),
      ("92-comment-type-in-value", "labelled a comment"),
    ])
  func message(name: String, part: String) throws {
    let vector = try #require(SopsCase.tampered.first { $0.name == name })
    let error = failure {
      _ = try vector.decrypted(with: try vector.identities())
    }
    let text = error?.description ?? "no error"
    #expect(text.contains(part), "\(text)")
  }
}
