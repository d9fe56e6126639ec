import Testing

@testable import Crypto

@Suite("base64")
struct Base64Tests {
  @Test("writes what it reads, padded and not", arguments: 0...67)
  func roundTrip(size: Int) {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for padding in [Base64.Padding.padded, .none] {
      let text = Base64.encode(bytes, padding)
      #expect(Base64.decode(text, padding) == bytes)
      #expect(padding == .none ? !text.contains(61) : text.count % 4 == 0)
    }
  }

  @Test(
    "strictly: no other characters, canonical, padding as said",
    arguments: [
      "AA", "AA=", "AAA", "AB==", "AAF=", "AA==\n", " AA==", "AA==AA==", "A", "====", "AA\r==",
    ])
  func strict(text: String) {
    #expect(Base64.decode(Array(text.utf8), .padded) == nil)
  }

  @Test("strictly without padding", arguments: ["AA==", "AB", "A", "AA\n", "AA\u{0}"])
  func strictUnpadded(text: String) {
    #expect(Base64.decode(Array(text.utf8), .none) == nil)
  }

  @Test("without bytes above 127, each in the place of any character")
  func ascii() {
    for byte in UInt8(128)...255 {
      for place in 0..<4 {
        var text = Array("AAAA".utf8)
        text[place] = byte
        #expect(Base64.decode(text, .padded) == nil)
        #expect(Base64.decode(Array("BBBBBBBB".utf8) + text, .none) == nil)
        #expect(Base64.decodeLenient(text) == nil)
      }
    }
  }

  @Test(
    "leniently, as Go reads it",
    arguments: [
      ("AB==", [0] as [UInt8]?), ("AA\r\n==\n", [0]), ("AAF=", [0, 1]), ("", []), ("\r", []),
      ("AA", nil), ("AA=", nil), ("A===", nil), ("AA==A", nil), ("AA==AA==", nil), ("A-==", nil),
      ("=", nil), ("AAAA====", nil), ("AA\u{0}==", nil),
    ])
  func lenient(text: String, bytes: [UInt8]?) {
    #expect(Base64.decodeLenient(Array(text.utf8)) == bytes)
  }
}

@Suite("bech32")
struct Bech32Tests {
  @Test(
    "reads the valid strings of BIP 173",
    arguments: [
      "A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
      "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl",
    ])
  func valid(text: String) {
    // Some of them hold no whole bytes: their checksum is right, their padding is not.
    let decoded = Bech32.decode(Array(text.utf8))
    let wholeBytes = !text.hasPrefix("split") || decoded != nil
    #expect(wholeBytes)
    if let decoded {
      #expect(Bech32.encode(prefix: decoded.prefix, decoded.bytes) == text.lowercased())
    }
  }

  @Test(
    "refuses the invalid strings of BIP 173",
    arguments: [
      "\u{20}1nwldj5", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8",
      "10a06t8", "1qzzfhee", "a12UEL5L", "a12uel5m", "", "1",
    ])
  func invalid(text: String) {
    #expect(Bech32.decode(Array(text.utf8)) == nil)
  }

  @Test("writes what it reads", arguments: [0, 1, 5, 32, 100])
  func roundTrip(size: Int) throws {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 91 &+ 3) }
    let text = Bech32.encode(prefix: "age", bytes)
    let decoded = try #require(Bech32.decode(Array(text.utf8)))
    #expect(decoded.prefix == "age")
    #expect(decoded.bytes == bytes)
    let upper = try #require(Bech32.decode(Array(text.uppercased().utf8)))
    #expect(upper.bytes == bytes)
  }
}

@Suite("percent encoding")
struct PercentEncodingTests {
  @Test(
    "leaves the unreserved characters, and nothing else",
    arguments: [
      ("azAZ09-._~", "azAZ09-._~"), ("p@ss/w0rd&more", "p%40ss%2Fw0rd%26more"),
      ("a b%+", "a%20b%25%2B"), ("\u{e9}\0", "%C3%A9%00"), ("", ""),
    ])
  func encode(text: String, expected: String) {
    #expect(PercentEncoding.encode(text.utf8) == Array(expected.utf8))
  }
}
