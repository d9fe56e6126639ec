import Crypto
import Glibc
import Testing

@testable import Secrets

private let places: [String] = ["/usr/bin/age", "/usr/local/bin/age"]
private let agePath = places.first { access($0, X_OK) == 0 }

@Suite("age files")
struct AgeFileTests {
  private static let sizes = [0, 1, 16, 32, 65_535, 65_536, 65_537, 131_072, 200_000]

  @Test("open to what went in, for every recipient", arguments: sizes)
  func roundTrip(size: Int) throws {
    let (first, second) = (Identity.generate(), Identity.generate())
    let plaintext = Random.bytes(count: size)
    let file = try encrypt(plaintext, to: [first.recipient, second.recipient])
    #expect(try decrypt(file, [second]) == plaintext)
    #expect(try decrypt(file, [Identity.generate(), first]) == plaintext)
    #expect(throws: AgeError.noMatch) { _ = try decrypt(file, [Identity.generate()]) }
  }

  @Test("no cut and no flipped bit of a file opens", arguments: [0, 33])
  func damage(size: Int) throws {
    let identity = Identity.generate()
    let armored = try encrypt(Random.bytes(count: size), to: [identity.recipient])
    let file = try AgeArmor.decode(armored)
    for index in file.indices {
      var changed = file
      changed[index] ^= 1 << UInt8(index % 8)
      #expect(throws: AgeError.self, "\(index) \(file)") {
        _ = try decrypt(changed, [identity], armored: false)
      }
      let cut = Array(file[..<index])
      #expect(throws: AgeError.self) { _ = try decrypt(cut, [identity], armored: false) }
    }
    for index in 0..<(armored.count - 1) {
      let cut = Array(armored[..<index])
      #expect(throws: AgeError.self) { _ = try decrypt(cut, [identity]) }
    }
  }

  @Test(
    "the age program reads what is written here", .enabled(if: agePath != nil, "no age program"),
    arguments: sizes)
  func ageReads(size: Int) throws {
    let folder = try TemporaryFolder()
    let plaintext = Random.bytes(count: size)
    let recipient = try Keys.named("a.txt")[0].recipient
    try Files.write(try encrypt(plaintext, to: [recipient]), to: "\(folder.path)/file.age")
    let key = "\(Files.vectors)/keys/a.txt"
    try run("'\(agePath!)' -d -i '\(key)' '\(folder.path)/file.age' > '\(folder.path)/out'")
    #expect(try Files.read("\(folder.path)/out") == plaintext)
  }

  @Test(
    "what the age program writes is read here", .enabled(if: agePath != nil, "no age program"),
    arguments: sizes, [true, false])
  func ageWrites(size: Int, armored: Bool) throws {
    let folder = try TemporaryFolder()
    let plaintext = Random.bytes(count: size)
    let identities = try Keys.named("multi.txt")
    try Files.write(plaintext, to: "\(folder.path)/in")
    let recipients = identities.map { "-r \($0.recipient)" }.joined(separator: " ")
    try run(
      "'\(agePath!)' -e \(armored ? "-a" : "") \(recipients) -o '\(folder.path)/out' "
        + "'\(folder.path)/in'")
    let file = try Files.read("\(folder.path)/out")
    for identity in identities {
      #expect(try decrypt(file, [identity], armored: armored) == plaintext)
    }
  }

  private func run(_ command: String) throws {
    try #require(system(command + " 2>/dev/null") == 0)
  }

  private func encrypt(_ plaintext: [UInt8], to recipients: [Recipient]) throws -> [UInt8] {
    var copy = plaintext
    return try AgeFile.encrypt(SecretBytes(taking: &copy), to: recipients)
  }

  private func decrypt(
    _ file: [UInt8], _ identities: [Identity], armored: Bool = true
  ) throws -> [UInt8] {
    let plaintext = try AgeFile.decrypt(file, armored: armored, with: identities)
    return plaintext.copy()
  }
}
