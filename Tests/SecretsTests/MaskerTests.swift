import Crypto
import Testing

@testable import Secrets

@Suite("masking")
struct MaskerTests {
  private func masked(_ text: String, _ values: [String]) -> String {
    var masker = Masker()
    for value in values { masker.add(value: Array(value.utf8)) }
    return masker.mask(text)
  }

  @Test(
    "whole values of 4 bytes and more, pieces of 8 bytes and more",
    arguments: [
      ("the password is hunter2", ["hunter2"], "the password is ***"),
      ("abc abcd abcde", ["abcd"], "abc *** ***e"),
      ("abc", ["abc"], "abc"),
      ("near \"correct-ho\" in line 3", ["correct-horse-battery"], "near \"***\" in line 3"),
      ("orrect- horse-b", ["correct-horse-battery"], "orrect- horse-b"),
      ("xxcorrect-horse-batteryxx", ["correct-horse-battery"], "xx***xx"),
      ("correct-horsecorrect-horse", ["correct-horse"], "***"),
      ("hunter2hunter2", ["hunter2"], "***"),
      ("abcdefgh12345678", ["abcdefgh", "12345678"], "***"),
      ("abcdefg", ["abcdefg"], "***"), ("abcdefgh", ["abcdefgh"], "***"),
      ("abcdefgh", ["efgh", "abcdefg"], "***"),
      ("", ["abcd"], ""), ("abc", ["abcdefgh"], "abc"),
      ("passwörter", ["wört"], "pass***er"),
    ])
  func runs(text: String, values: [String], expected: String) {
    #expect(masked(text, values) == expected)
  }

  @Test(
    "values as programs escape them",
    arguments: [
      #"{"m":"pa\"ss\\wo\n"}"#, #"msg="pa\"ss\\wo\n""#, "pa\"ss\\wo\n",
    ])
  func escapes(text: String) {
    let result = masked(text, ["pa\"ss\\wo\n"])
    #expect(result.contains("***"))
    #expect(!result.contains("wo"))
  }

  @Test(
    "values with characters that Go's JSON escapes, doubled dollars, and control characters",
    arguments: [
      ("a<b>&c", #"a\u003cb\u003e\u0026c"#), ("pa$word", "pa$$word"), ("a\u{1}bcd", #"a\u0001bcd"#),
      ("a\u{1}bcd", #"a\x01bcd"#), ("tab\there", #"tab\there"#),
    ])
  func goEscapes(value: String, printed: String) {
    #expect(masked("[\(printed)]", [value]) == "[***]")
  }

  @Test("values of 8 bytes and more as URLs and base64 have them")
  func encoded() {
    let value = "p@ss/w0rd&more"
    #expect(masked("db://u:p%40ss%2Fw0rd%26more@h", [value]) == "db://u:***@h")
    let alone = String(decoding: Base64.encode(Array(value.utf8), .padded), as: UTF8.self)
    let inside = String(
      decoding: Base64.encode(Array("\(value) and more".utf8), .none), as: UTF8.self)
    for text in [alone, inside] {
      #expect(masked(text, [value]).hasPrefix("***"))
      #expect(!masked(text, [value]).contains(text.prefix(8)))
    }
  }

  @Test("values that are no valid UTF-8, in bytes and as text")
  func invalidUTF8() {
    var masker = Masker()
    masker.add(value: [0xff, 0x61, 0x62, 0x63, 0xfe])
    #expect(masker.mask([0x5b, 0xff, 0x61, 0x62, 0x63, 0xfe, 0x5d]) == "[***]")
    #expect(
      masker.mask(String(decoding: [0x5b, 0xff, 0x61, 0x62, 0x63, 0xfe], as: UTF8.self)) == "[***")
    #expect(masker.mask([0x5b, 0xfd, 0x5d]) == "[\u{FFFD}]")
    #expect(masker.mask(#""\xffabc\xfe""#) == #""***""#)
  }

  @Test("the scheme of a secret address leaves other addresses legible")
  func scheme() {
    let values = ["https://user:pw@host.example"]
    #expect(masked("get https://registry/v2: 500", values) == "get https://registry/v2: 500")
    #expect(masked("get https://user:pw@host/v2", values) == "get ***/v2")
  }

  @Test("every run of 8 bytes of a random value, wherever it stands")
  func anyPiece() {
    let value = Random.bytes(count: 64).map { $0 % 100 }
    var masker = Masker()
    masker.add(value: value)
    for start in 0..<(64 - 8) {
      let text: [UInt8] = [120] + value[start..<(start + 8)] + [121]
      #expect(masker.mask(text) == "x***y")
    }
    #expect(masker.mask([120] + value[..<7] + [121]) != "x***y")
  }

  @Test("runs of zero bytes, which the table keeps apart")
  func zeros() {
    var masker = Masker()
    masker.add(value: [UInt8](repeating: 0, count: 9))
    #expect(!masker.isEmpty)
    #expect(masker.mask([97] + [UInt8](repeating: 0, count: 8)) == "a***")
  }

  @Test("every value of a dotenv file, however it is written")
  func dotenv() {
    let text = """
      # a comment is no secret
      A=plain-secret
      B="multi
      line"
      C=pass$word #tail
      D=tiny
      E="open quote
      no name here
      F=one\\ntwo2\\nthree
      """
    var masker = Masker()
    masker.add(dotenv: Array(text.utf8))
    for leak in [
      "plain-secret", "multi", "line", "pass", "word", "tiny", "open quote", "no name here", "two2",
      "three", "multi\\nline", "multi\nline",
    ] {
      #expect(masker.mask("<\(leak)>") == "<***>")
    }
    #expect(masker.mask("a comment is no secret") == "a comment is no secret")
  }

  @Test(
    "texts, numbers and times of yaml and json files, as they are written and as people write them",
    arguments: [
      ("a.yaml", "pin: 83920174", "83920174"), ("a.yaml", "x: [{pin: 83920174}]", "83920174"),
      ("a.yaml", "born: 2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"),
      ("a.yaml", "rate: 1234567.25", "1234567.25"),
      ("a.yaml", "rate: 1234567.25", "1.23456725E+06"),
      ("a.json", #"{"pin": -83920174}"#, "83920174"), ("a.json", #"{"f": 1.25e21}"#, "1.25e+21"),
      ("a.json", #"{"f": 6.02e23}"#, "602000000000000000000000"),
      ("a", "A=pa$$word-1", "pa$word-1"),
      ("a.conf", #"{"a": {"b": "x\"y-secret"}}"#, "x\"y-secret"),
      ("a.conf", "a:\n  - b: 'it''s secret'\n", "it's secret"),
      ("a.conf", "first line\nsecond line", "second line"),
      ("a.json", "A=not-json\n", "not-json"),
    ])
  func plaintexts(name: String, text: String, leak: String) {
    var masker = Masker()
    masker.add(plaintext: Array(text.utf8), named: name)
    let result = masker.mask("<\(leak)>")
    #expect(!result.contains(leak) && result.contains("***"), "\(result)")
  }

  @Test("short numbers, true and false stay legible")
  func shortNumbers() {
    var masker = Masker()
    masker.add(plaintext: Array("a: 443\nb: true\nc: 1.5\n".utf8), named: "a.yaml")
    #expect(masker.mask("443 true 1.5") == "443 true 1.5")
  }

  @Test("is quick for one MiB, in debug builds too, and free when empty")
  func speed() throws {
    let value = Base64.encode(Random.bytes(count: 3 << 18), .none)
    let text = String(decoding: value, as: UTF8.self)
    let clock = ContinuousClock()
    var masker = Masker()
    #expect(masker.isEmpty && masker.mask(text) == text)
    let adding = clock.measure { masker.add(value: value) }
    var result = ""
    let masking = clock.measure { result = masker.mask("<\(text)>") }
    #expect(result == "<***>")
    #expect(adding < .seconds(2) && masking < .seconds(2))
    var whole = Masker()
    let reading = clock.measure { whole.add(dotenv: Array("K=".utf8) + value + [10]) }
    #expect(reading < .seconds(3))
  }
}
