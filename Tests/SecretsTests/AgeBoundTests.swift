import Crypto
import Glibc
import Testing

@testable import Secrets

@Suite("age headers without end")
struct AgeBoundTests {
  private static let start = "age-encryption.org/v1\n"
  private static let stanza =
    "-> X25519 ajtqAvDEkVNr2B7zUOtq2mAQXDSBlNrVAuM/dKb5sT4\n"
    + "0evrK/HQXVsQ4YaDe+659l5OQzvAzD2ytLGHQLQiqxg\n"

  private func error(_ text: String, _ identities: [Identity] = []) -> AgeError? {
    let bytes = Array(text.utf8)
    do throws(AgeError) {
      _ = try AgeFile.decrypt(bytes, armored: false, with: identities)
      return nil
    } catch {
      return error
    }
  }

  @Test("of a million recipients are refused soon")
  func manyStanzas() {
    let text = Self.start + String(repeating: Self.stanza, count: 1_000_000)
    let began = clock()
    #expect(error(text, [.generate()]) == .header("longer than 1 MiB"))
    #expect(Double(clock() - began) / Double(CLOCKS_PER_SEC) < 5)
  }

  @Test("of one long line, one long body or many short words are refused")
  func longLines() {
    let long = String(repeating: "a", count: 4 << 20)
    #expect(error(long) == .header("longer than 1 MiB"))
    #expect(error(Self.start + "-> " + long) == .header("longer than 1 MiB"))
    let words = String(repeating: " a", count: 2 << 20)
    #expect(error(Self.start + "-> a" + words + "\n") == .header("longer than 1 MiB"))
    let line = String(repeating: "A", count: 64) + "\n"
    let body = String(repeating: line, count: 40_000)
    #expect(error(Self.start + "-> a\n" + body) == .header("longer than 1 MiB"))
  }

  @Test("may list some thousand recipients")
  func thousands() throws {
    let own = Identity.generate()
    let fileKey = SecretBytes.random(count: AgeFile.fileKeySize)
    let other = AgeStanza(arguments: [Array("other".utf8)], body: [UInt8](repeating: 0, count: 32))
    let stanzas = [AgeStanza](repeating: other, count: 5000) + [try own.recipient.wrap(fileKey)]
    let header = AgeHeader.encode(stanzas, fileKey: fileKey)
    let payload = SecretBytes(copying: "x".utf8).withBytes {
      AgePayload.seal($0, fileKey: fileKey)
    }
    let opened = try AgeFile.decrypt(header + payload, armored: false, with: [own])
    #expect(opened.copy() == Array("x".utf8))
  }
}
