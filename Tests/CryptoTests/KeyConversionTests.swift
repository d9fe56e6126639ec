import Testing

@testable import Crypto

@Suite("keys from seeds and passphrases")
struct KeyConversionTests {
  @Test("Ed25519 gives the public key of RFC 8032, section 7.1, test 1")
  func publicKey() {
    let seed = SecretBytes(
      copying: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    #expect(
      Ed25519.publicKey(of: seed)
        == hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
  }

  @Test("an Ed25519 pair stays a pair on Curve25519")
  func conversion() {
    let seed = SecretBytes.random(count: 32)
    let point = Ed25519.point(of: Ed25519.publicKey(of: seed))
    let scalar = Ed25519.scalar(of: seed)
    #expect(point == X25519.publicKey(of: scalar))
  }

  @Test("what is no point of the group is none on Curve25519", arguments: [UInt8(0), 1, 2])
  func noPoint(first: UInt8) {
    #expect(Ed25519.point(of: [first] + [UInt8](repeating: 0, count: 31)) == nil)
    #expect(Ed25519.point(of: [first]) == nil)
  }

  @Test("scrypt gives the third case of RFC 7914, section 12, as far as it goes")
  func scrypt() throws {
    // N = 16384, r = 8, p = 1, of 64 bytes the first 32
    let key = Scrypt.key(
      of: SecretBytes(copying: "pleaseletmein".utf8), salt: Array("SodiumChloride".utf8),
      workFactor: 14)
    let bytes = key?.copy()
    #expect(bytes == hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"))
    #expect(Scrypt.memory(20) == 1 << 30)
  }
}
