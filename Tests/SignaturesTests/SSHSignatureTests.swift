import Crypto
import Testing

@testable import Signatures

@Suite("Signatures of ssh keys") struct SSHSignatureTests {
  let armor: [UInt8]
  let binary: [UInt8]
  let payload: [UInt8]

  init() throws {
    armor = try Samples.armor("ann")
    binary = try Samples.binary("ann")
    payload = try Samples.commit("ann").payload
  }

  private func fault(_ binary: [UInt8]) -> SignatureFault? {
    Samples.fault { () throws(SignatureFault) in _ = try SSHSignature(binary: binary) }
  }

  private func fault(armored: [UInt8]) -> SignatureFault? {
    Samples.fault { () throws(SignatureFault) in _ = try SSHSignature(armored: armored) }
  }

  @Test("tell the key, what they are for, and whether they are of a message") func whole() throws {
    let signature = try SSHSignature(armored: armor)
    #expect(signature.key.type == "ssh-ed25519" && signature.algorithm == "ssh-ed25519")
    #expect(
      signature.key.fingerprint == "SHA256:9Dgp/yqhdLKQeoDiUa6X4Cay49Y64yEF7hmIrxP5zm0")
    #expect(signature.namespace == Array("git".utf8) && signature.hash == .sha512)
    #expect(signature.isSound(of: payload) == true)
    #expect(signature.isSound(of: payload + [10]) == false)
    #expect(signature.isSound(of: []) == false)
    #expect(try SSHSignature(binary: binary) == signature)
  }

  @Test(
    "of other keys are read, and left to ssh-keygen", arguments: ["bob", "eve", "cid-cert", "sk"])
  func otherTypes(_ name: String) throws {
    let signature = try SSHSignature(armored: Samples.armor(name))
    #expect(try signature.isSound(of: Samples.commit(name).payload) == nil)
    #expect(signature.key.isCertificate == (name == "cid-cert"))
  }

  @Test("with any byte changed are refused, or not of the message") func changed() {
    // what is reserved counts for nothing; the digest's name is read before it is signed
    let reserved = 6 + 4 + 4 + 51 + 4 + 3
    for index in binary.indices where !(reserved..<(reserved + 4)).contains(index) {
      var changed = binary
      changed[index] ^= 1
      guard let signature = try? SSHSignature(binary: changed) else { continue }
      #expect(signature.isSound(of: payload) != true, "\(index)")
    }
  }

  @Test("that are cut off anywhere, or go on behind their end, are refused") func cut() {
    for index in binary.indices {
      #expect(fault(Array(binary[..<index])) != nil, "\(index)")
    }
    #expect(fault(binary + [0]) == .malformed("more follows behind its end"))
    #expect(fault(binary + binary) == .malformed("more follows behind its end"))
  }

  @Test("with lengths beyond their end are refused", arguments: [10, 14, 65, 72, 76, 87, 91, 106])
  func lengths(_ place: Int) {
    for length: UInt8 in [0x7f, 0x80, 0xff] {
      var changed = binary
      for index in place..<(place + 4) { changed[index] = length }
      #expect(fault(changed) != nil, "\(place) \(length)")
    }
  }

  @Test("say what is wrong with them") func words() {
    var other = binary
    other[0] = UInt8(ascii: "X")
    #expect(fault(other) == .malformed("it does not begin with SSHSIG"))
    other = binary
    other[9] = 2
    #expect(fault(other) == .malformed("its version is 2, not 1"))
    #expect(
      fault(armored: armor.replacing("U1NI", with: "U1N!")) == .malformed("bad base64"))
    #expect(
      fault(armored: Array(armor.dropLast(4)))
        == .malformed("it is not one block from its first to its last line"))
    #expect(fault(armored: armor + armor) == .malformed("bad base64"))
    #expect(fault(armored: []) != nil)
    #expect(
      fault(armored: armor + [UInt8](repeating: 10, count: 1 << 16))
        == .malformed("it is too long"))
  }

  @Test("with line ends of other systems, and lines of other lengths, are read") func lines() throws
  {
    let text = String(decoding: armor, as: UTF8.self)
    let expected = try SSHSignature(binary: binary)
    let windows = text.replacing("\n", with: "\r\n")
    #expect(try SSHSignature(armored: Array(windows.utf8)) == expected)
    let encoded = String(decoding: Base64.encode(binary, .padded), as: UTF8.self)
    let long = "-----BEGIN SSH SIGNATURE-----\n\(encoded)\n-----END SSH SIGNATURE-----"
    #expect(try SSHSignature(armored: Array(long.utf8)) == expected)
  }

  @Test(
    "by keys of small order, with which one signature fits any message, are none",
    arguments: [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)])
  func smallOrder(_ key: [UInt8]) throws {
    // S = 0, and R the same point: the equation holds for every message whose digest suits
    var forged = binary
    forged.replaceSubrange(33..<65, with: key)
    forged.replaceSubrange((binary.count - 64)..<(binary.count - 32), with: key)
    forged.replaceSubrange(
      (binary.count - 32)..<binary.count, with: [UInt8](repeating: 0, count: 32))
    let signature = try SSHSignature(binary: forged)
    for number in 0..<16 { #expect(signature.isSound(of: payload + [UInt8(number)]) == false) }
  }
}
