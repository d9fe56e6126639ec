import Crypto
import Testing

@testable import Secrets

private let key = "AGE-SECRET-KEY-1NRA0ECZEX3SR36SS9SND2JT49GC3W9A3EEZDC26XUW6WYA0LEJYQAGVGMJ"

@Suite("key files behind a passphrase")
struct ProtectedKeyTests {
  private final class Asked {
    var files: [String] = []
  }

  private func file(_ text: String, workFactor: Int = 10) throws -> [UInt8] {
    try AgeFile.encrypt(
      SecretBytes(copying: text.utf8), passphrase: SecretBytes(copying: "opensesame".utf8),
      workFactor: workFactor)
  }

  private func message(_ bytes: [UInt8], answer: String?) -> (String?, asked: [String]) {
    let asked = Asked()
    let error = failure {
      _ = try KeyFile.parse(bytes, named: "/k") { name in
        asked.files.append(name)
        guard let answer else { return nil }
        return SecretBytes(copying: answer.utf8)
      }
    }
    return (error?.description, asked.files)
  }

  @Test("open with it, armored or not, and hold age keys or an ssh key", arguments: [false, true])
  func open(armored: Bool) throws {
    let ssh = try String(decoding: Files.read("\(Files.vectors)/keys/ssh_ed25519"), as: UTF8.self)
    for text in ["# mine\n\(key)\n\(key)", ssh] {
      let bytes = armored ? try file(text) : try AgeArmor.decode(try file(text))
      let result = message(bytes, answer: "opensesame")
      #expect(result.0 == nil)
      #expect(result.asked == ["/k"])
    }
  }

  @Test("say so where the passphrase is wrong, or nobody can be asked")
  func refusal() throws {
    let bytes = try file(key)
    let wrong = message(bytes, answer: "sesame")
    #expect(wrong.0 == "/k: wrong passphrase" && wrong.asked.count == 3)
    let silent = message(bytes, answer: nil).0
    #expect(silent?.hasPrefix("/k: protected by a passphrase, and nobody can be asked") == true)
    let error = failure { _ = try KeyFile.parse(bytes, named: "/k") }
    #expect(error?.description == silent)
  }

  @Test("are told by what is in them")
  func content() throws {
    #expect(
      message(try file("hello\n"), answer: "opensesame").0?.hasPrefix("/k:1: not an age") == true)
    let nested = String(decoding: try file(key), as: UTF8.self)
    #expect(
      message(try file(nested), answer: "opensesame").0
        == "/k: an encrypted file in an encrypted file")
  }

  @Test("that other keys open, or that are damaged, are refused before anybody is asked")
  func others() throws {
    let recipient = Identity.generate().recipient
    let foreign = try AgeFile.encrypt(SecretBytes(copying: key.utf8), to: [recipient])
    let result = message(foreign, answer: "opensesame")
    #expect(result.0 == "/k: encrypted age file that no passphrase opens: decrypt it with age -d")
    #expect(result.asked.isEmpty)
    let cut = message(Array(try file(key).dropLast(40)), answer: "opensesame")
    #expect(cut.0?.hasPrefix("/k: bad armor") == true)
    #expect(cut.asked.isEmpty)
  }

  @Test(
    "that want more than a gigabyte of memory are refused at once", arguments: [21, 22, 30, 99])
  func workFactor(factor: Int) throws {
    let stanza = AgeStanza(
      arguments: ["scrypt", "rF0/NwblUHHTpgQgRpe5CQ", "\(factor)"].map { Array($0.utf8) },
      body: [UInt8](repeating: 0, count: 32))
    let bytes = AgeHeader.encode([stanza], fileKey: SecretBytes(count: 16))
    let result = message(bytes + [UInt8](repeating: 0, count: 32), answer: "opensesame")
    #expect(result.0?.contains("a scrypt work factor of more than 20") == true)
    #expect(result.asked.isEmpty)
  }
}
