import Crypto
import Testing

@testable import Secrets

@Suite(
  "the age test suite",
  .enabled(if: !TestkitCase.all.isEmpty && Zlib.isPresent, TestkitCase.missing))
struct AgeTestkitTests {
  @Test("is there as a whole")
  func completeness() {
    #expect(TestkitCase.all.count == 143)
    #expect(TestkitCase.ordinary.count == 98)
    #expect(TestkitCase.scrypt.count == 26)
    #expect(TestkitCase.hybrid.count == 19)
  }

  @Test("X25519 files open or fail as expected", arguments: TestkitCase.ordinary)
  func outcome(vector: TestkitCase) throws {
    let file = try #require(vector.file)
    let identities = try vector.identityTexts.map { try Identity(Array($0.utf8)) }
    check(vector, Result(vector, file, identities))
  }

  @Test("files with a passphrase open or fail as expected", arguments: TestkitCase.scrypt)
  func passphrase(vector: TestkitCase) throws {
    let file = try #require(vector.file)
    for passphrase in vector.passphrases {
      check(vector, Result(vector, file, passphrase: passphrase))
    }
    guard !vector.identityTexts.isEmpty else { return }
    let identities = try vector.identityTexts.map { try Identity(Array($0.utf8)) }
    check(vector, Result(vector, file, identities))
  }

  private func check(_ vector: TestkitCase, _ result: Result) {
    switch result {
    case .opened(let digest):
      #expect(vector.expectation == "success")
      #expect(digest == vector.payload)
    case .refused(let error): #expect(error.expectation == vector.expectation, "\(error.reason)")
    }
  }

  @Test("post-quantum keys are the only ones not supported", arguments: TestkitCase.hybrid)
  func hybridKey(vector: TestkitCase) throws {
    let keys = vector.identityTexts.filter { $0.hasPrefix("AGE-SECRET-KEY-PQ-") }
    try #require(keys.count == 1)
    let error = failure { _ = try KeyFile.parse(Array(keys[0].utf8), named: "key") }
    #expect(
      error?.description == "key:1: post-quantum age key: not supported yet; use an ssh-ed25519 "
        + "key or an age key (converge secrets keygen)")
  }

  @Test("files for post-quantum keys are named as such where their header can be read")
  func hybridFiles() throws {
    let notSupported = AgeError.unsupported(
      "post-quantum recipient (mlkem768x25519): not supported yet; add an age1... or an "
        + "ssh-ed25519 recipient to the file")
    var (named, stated): ([String], [String]) = ([], [])
    for vector in TestkitCase.hybrid {
      let texts = vector.identityTexts.filter { !$0.hasPrefix("AGE-SECRET-KEY-PQ-") }
      let own = try texts.map { try Identity(Array($0.utf8)) }
      let file = try #require(vector.file)
      guard case .refused(let error) = Result(vector, file, own + [Identity.generate()]) else {
        Issue.record("\(vector.name) opened with an unrelated key")
        continue
      }
      if error == notSupported {
        named.append(vector.name)
      } else {
        #expect(error.expectation == vector.expectation, "\(vector.name): \(error.reason)")
        stated.append(vector.name)
      }
    }
    #expect(named.count == 16)
    #expect(stated == ["hybrid_not_canonical_body", "hybrid_uppercase", "hybrid_x25519_arg"])
  }

  private enum Result {
    case opened(digest: String)
    case refused(AgeError)

    init(_ vector: TestkitCase, _ file: [UInt8], _ identities: [Identity]) {
      do throws(AgeError) {
        let plaintext = try AgeFile.decrypt(file, armored: vector.isArmored, with: identities)
        self = .opened(digest: Self.hex(SHA256.digest(plaintext.copy())))
      } catch {
        self = .refused(error)
      }
    }

    init(_ vector: TestkitCase, _ file: [UInt8], passphrase: String) {
      do throws(AgeError) {
        let plaintext = try AgeFile.decrypt(file, armored: vector.isArmored) {
          SecretBytes(copying: passphrase.utf8)
        }
        self = .opened(digest: Self.hex(SHA256.digest(plaintext.copy())))
      } catch {
        self = .refused(error)
      }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}

extension AgeError {
  fileprivate var expectation: String {
    switch self {
    case .armor: "armor failure"
    case .header: "header failure"
    case .noMatch: "no match"
    case .noPassphrase: "no passphrase"
    case .hmac: "HMAC failure"
    case .payload: "payload failure"
    case .unsupported: "unsupported"
    }
  }
}
