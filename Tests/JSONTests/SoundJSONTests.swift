import Testing

@testable import JSON

@Suite("JSON that a disk or a person damaged")
struct SoundJSONTests {
  private func decode(_ text: String) -> [String: [String: String]]? {
    SoundJSON.decode([String: [String: String]].self, from: Array(text.utf8))
  }

  @Test("is decoded where it is whole, whatever its strings hold")
  func whole() {
    #expect(decode(#"{"a\n": {"\u00e9\ud83d\ude00": "\\\"/\/"}}"#) == ["a\n": ["é😀": "\\\"//"]])
    #expect(decode("{\n\t\"a\": {}}") == ["a": [:]])
  }

  @Test(
    "says nothing where a string is none, keys included, at any depth",
    arguments: [
      "{\"a\": {\"b\u{11}\": \"c\"}}", "{\"a\n\": {}}", #"{"a": {"\x": ""}}"#, #"{"\ud83d": {}}"#,
      #"{"\ude00": {}}"#, #"{"\ud83dx\ude00": {}}"#, #"{"\u12": {}}"#, #"{"\u12g4": {}}"#,
      #"{"a": {"b"#, #"{"a\"#, "{\"a\": {\"b\": \"\u{0}\"}}",
    ])
  func broken(text: String) { #expect(decode(text) == nil) }

  @Test("says nothing where it is no UTF-8")
  func bytes() {
    let text = Array("{\"a".utf8) + [0xff] + Array("\": {}}".utf8)
    #expect(SoundJSON.decode([String: [String: String]].self, from: text) == nil)
  }
}
