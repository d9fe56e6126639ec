import Crypto
import Glibc
import Testing

@testable import Secrets

private let keygen = AgePrograms.keygen

private let foreignTypes: [(String, String)] = [
  ("rsa -b 2048", "ssh-rsa key"), ("ecdsa", "ecdsa-sha2-nistp256 key"),
]

@Suite("OpenSSH private keys")
struct SSHKeyTests {
  private static let publicKey =
    "ssh-ed25519 "
    + "AAAAC3NzaC1lZDI1NTE5AAAAIKN0Y4vbFGRvEqFxCIiInaOs1L9L+R3hf3SShxuI0gO/"

  @Test("know their recipient, whose comment is dropped")
  func recipient() throws {
    let identities = try Keys.named("ssh_ed25519")
    #expect(identities.map(\.recipient.description) == [Self.publicKey])
    let line = try String(
      decoding: Files.read("\(Files.vectors)/keys/ssh_ed25519.pub"), as: UTF8.self)
    let text = String(line.dropLast())
    #expect(text.hasPrefix(Self.publicKey) && text != Self.publicKey)
    #expect(try Recipient(text) == identities[0].recipient)
    #expect(try Recipient(Self.publicKey) == identities[0].recipient)
  }

  @Test("open what sops encrypted to them", arguments: ["34-ssh-ed25519", "36-ssh-and-x25519"])
  func sops(name: String) throws {
    let vector = try #require(SopsCase.all.first { $0.name == name })
    let identities = try [Identity.generate()] + Keys.named("ssh_ed25519")
    #expect(
      try Sops.decrypt(vector.contents(), as: .dotenv, with: identities) == vector.expectedBytes())
  }

  @Test("with CR LF and empty lines before are read too")
  func lineEnds() throws {
    let text = try String(decoding: Files.read("\(Files.vectors)/keys/ssh_ed25519"), as: UTF8.self)
    let lines = text.split(separator: "\n").joined(separator: "\r\n")
    #expect(try KeyFile.parse(Array("\r\n\n\(lines)\r\n".utf8), named: "key").count == 1)
  }

  @Test("with any byte changed or cut off are refused without a word of the key")
  func damage() throws {
    let file = try Files.read("\(Files.vectors)/keys/ssh_ed25519")
    let text = file.split(separator: 10)[1...5].joined()
    let blob = try #require(Base64.decode(Array(text), .padded))
    // the comment of the key is nobody's business
    let comment = try #require(blob.indices.first { blob[$0...].starts(with: "vector".utf8) })
    for index in blob.indices where !(comment..<(comment + 6)).contains(index) {
      var changed = blob
      changed[index] ^= 1
      #expect(refusal(changed) != nil, "\(index)")
      #expect(refusal(Array(blob[..<index])) != nil, "\(index)")
    }
    #expect(refusal(blob + [0]) != nil)
    #expect(refusal(blob) == nil)
  }

  private func refusal(_ blob: [UInt8]) -> String? {
    let base64 = String(decoding: Base64.encode(blob, .padded), as: UTF8.self)
    let text =
      "-----BEGIN OPENSSH PRIVATE KEY-----\n\(base64)\n-----END OPENSSH PRIVATE KEY-----\n"
    let message = failure { _ = try KeyFile.parse(Array(text.utf8), named: "id") }?.description
    if let message { #expect(message.hasPrefix("id: ") && message.count < 200, "\(message)") }
    return message
  }

  @Test(
    "of other types are named", .enabled(if: keygen != nil, "no ssh-keygen"),
    arguments: foreignTypes)
  func foreign(type: String, name: String) throws {
    let message = try made("-t \(type) -N ''")
    #expect(message?.contains("id: \(name): not supported yet; use an ssh-ed25519 key") == true)
  }

  @Test("behind a passphrase are named", .enabled(if: keygen != nil, "no ssh-keygen"))
  func locked() throws {
    let message = try made("-t ed25519 -N opensesame")
    #expect(message?.contains("id: ssh key protected by a passphrase: not supported yet") == true)
    #expect(message?.contains("ssh-keygen -p") == true)
  }

  @Test(
    "that ssh-keygen makes are read", .enabled(if: keygen != nil, "no ssh-keygen"),
    arguments: ["", "a", "ab", "a longer comment of many words"])
  func fresh(comment: String) throws {
    #expect(try made("-t ed25519 -N '' -C '\(comment)'") == nil)
  }

  /// What is wrong with a key that ssh-keygen makes.
  private func made(_ options: String) throws -> String? {
    let folder = try TemporaryFolder()
    try #require(system("'\(keygen!)' -q \(options) -f '\(folder.path)/id'") == 0)
    let bytes = try Files.read("\(folder.path)/id")
    return failure { _ = try KeyFile.parse(bytes, named: "id") }?.description
  }
}
