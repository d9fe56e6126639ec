import Testing

@testable import Crypto

@Suite("AES-256-GCM")
struct AES256GCMTests {
  private static func key(_ text: String) -> SecretBytes {
    var bytes = hex(text)
    return SecretBytes(taking: &bytes)
  }

  @Test("gives test case 16 of the GCM specification (12-byte vector)")
  func twelveBytes() {
    let key = Self.key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    let plaintext = hex(
      """
      d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
      1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
      """)
    let vector = hex("cafebabefacedbaddecaf888")
    let additional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    let sealed = AES256GCM.seal(plaintext, key: key, vector: vector, additional: additional)
    #expect(sealed.tag == hex("76fc6ece0f4e1768cddf8853bb2d551b"))
    #expect(sealed.ciphertext.prefix(4) == hex("522dc1f0")[...])
    #expect(
      AES256GCM.open(
        sealed.ciphertext, tag: sealed.tag, key: key, vector: vector, additional: additional)
        == plaintext)
  }

  @Test("gives test case 18 of the GCM specification (60-byte vector)")
  func sixtyBytes() {
    let key = Self.key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    let plaintext = hex(
      """
      d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
      1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
      """)
    let vector = hex(
      """
      9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728
      c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b
      """)
    let additional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    let sealed = AES256GCM.seal(plaintext, key: key, vector: vector, additional: additional)
    #expect(sealed.tag == hex("a44a8266ee1c8eb0c8b5d4cf5ae9f19a"))
  }

  @Test("opens what it sealed with vectors of any length", arguments: [1, 8, 12, 16, 32, 128])
  func anyVector(size: Int) {
    let key = SecretBytes.random(count: 32)
    let vector = Random.bytes(count: size)
    for plaintext in [[], [0], Random.bytes(count: 1000)] {
      let (text, tag) = AES256GCM.seal(plaintext, key: key, vector: vector, additional: [58])
      #expect(text.count == plaintext.count)
      #expect(
        AES256GCM.open(text, tag: tag, key: key, vector: vector, additional: [58])
          == plaintext)
      #expect(AES256GCM.open(text, tag: tag, key: key, vector: vector, additional: [59]) == nil)
      var changed = tag
      changed[15] ^= 0x80
      #expect(AES256GCM.open(text, tag: changed, key: key, vector: vector, additional: [58]) == nil)
    }
  }

  @Test("refuses vectors and tags of impossible length", arguments: [(0, 16), (129, 16), (12, 15)])
  func impossible(vector: Int, tag: Int) {
    let opened = AES256GCM.open(
      [1], tag: [UInt8](repeating: 0, count: tag), key: .random(count: 32),
      vector: [UInt8](repeating: 0, count: vector), additional: [])
    #expect(opened == nil)
  }
}
