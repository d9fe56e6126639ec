import Crypto
import Testing

/// RFC 2202, cases 1, 2 and 6, in base64.
private let cases: [(key: [UInt8], text: String, code: String)] = [
  ([UInt8](repeating: 0x0b, count: 20), "Hi There", "thcxhlUFcmTii8C2+zeMjvFGvgA="),
  (Array("Jefe".utf8), "what do ya want for nothing?", "7/zfauXrL6LSdBbV8YTfnCWafHk="),
  (
    [UInt8](repeating: 0xaa, count: 80),
    "Test Using Larger Than Block-Size Key - Hash Key First", "qkrl4VJy0A6VcFY3zoo7Ve1AIRI="
  ),
]

@Suite("HMAC with SHA-1")
struct HMACSHA1Tests {
  @Test("gives the codes of RFC 2202", arguments: cases.indices)
  func vectors(_ index: Int) {
    let code = HMACSHA1.code(of: Array(cases[index].text.utf8), key: cases[index].key)
    #expect(code == Base64.decode(Array(cases[index].code.utf8), .padded))
  }
}
