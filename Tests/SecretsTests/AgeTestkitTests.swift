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
    #expect(TestkitCase.x25519.count == 98)
  }

  @Test("X25519 files open or fail as expected", arguments: TestkitCase.x25519)
  func outcome(vector: TestkitCase) throws {
    let file = try #require(vector.file)
    let identities = try vector.identityTexts.map { try Identity(Array($0.utf8)) }
    switch Result(vector, file, identities) {
    case .opened(let digest):
      #expect(vector.expectation == "success")
      #expect(digest == vector.payload)
    case .refused(let error): #expect(error.expectation == vector.expectation, "\(error.reason)")
    }
  }

  @Test("files for post-quantum keys and passphrases are refused", arguments: TestkitCase.foreign)
  func refusal(vector: TestkitCase) throws {
    for text in vector.identityTexts where text.hasPrefix("AGE-SECRET-KEY-PQ-") {
      let error = failure { _ = try KeyFile.parse(Array(text.utf8), named: "key") }
      #expect(
        error?.description == "key:1: post-quantum age key: only AGE-SECRET-KEY-1... "
          + "keys are supported; make one with age-keygen")
    }
    let file = try #require(vector.file)
    guard case .refused = Result(vector, file, [Identity.generate()]) else {
      Issue.record("opened with an unrelated key")
      return
    }
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
    case .hmac: "HMAC failure"
    case .payload: "payload failure"
    case .unsupported: "unsupported"
    }
  }
}
