import Testing

@testable import JSON

@Suite("JSON that is read piece by piece")
struct JSONReaderTests {
  private func string(_ text: String) throws -> String? {
    var json = JSONReader(Array(text.utf8))
    let result = try json.string()
    try json.end()
    return result
  }

  private func skip(_ text: String) throws {
    var json = JSONReader(Array(text.utf8))
    try json.skip()
    try json.end()
  }

  @Test("holds strings, with escapes or without")
  func strings() throws {
    #expect(try string("\"\"") == "")
    #expect(try string(" \n\t\r\"é 🎉\" ") == "é 🎉")
    #expect(try string(#""a\"b\\c\/d\b\f\n\r\te""#) == "a\"b\\c/d\u{8}\u{c}\n\r\te")
    #expect(try string(#""\u003c\u00e9\ud83c\udf89\u0000x""#) == "<é🎉\0x")
    #expect(try string(#""\ud83cx""#) == "\u{fffd}x")
    #expect(try string("null") == nil)
  }

  @Test("holds lists, objects and numbers")
  func values() throws {
    var json = JSONReader(
      Array(#" { "a" : [ 1 , -20 , null ] , "b": {}, "c" : [] , "d":"x"} "#.utf8))
    #expect(try json.object())
    #expect(try json.key().map { $0 == "a" } == true)
    #expect(try json.list())
    var numbers: [Int64?] = []
    while try json.item() { numbers.append(try json.integer()) }
    #expect(numbers == [1, -20, nil])
    #expect(try json.key()?.decoded() == "b")
    #expect(try json.object())
    #expect(try json.key() == nil)
    #expect(try json.key().map { $0 == "cc" } == false)
    #expect(try json.strings() == [])
    #expect(try json.key() != nil)
    try json.skip()
    #expect(try json.key() == nil)
    try json.end()
  }

  @Test(
    "is left behind whole",
    arguments: [
      "0", "-1.5e+10", "true", "false", "null", "\"\\\"\"", "[]", "{}", "[[],{},[1,\"]\"]]",
      "{\"a\":{\"b\":[null,true]},\"\":\"}\"}", " [ 1 , 2 ] ",
    ])
  func skipped(text: String) throws { try skip(text) }

  @Test(
    "is refused where it is none",
    arguments: [
      "", " ", "[", "{", "]", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"", "{\"a\":",
      "{\"a\":1", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{1:1}", "[}", "{]", "\"", "\"a", "\"\\\"",
      "\"\\", "nul", "nulll", "tru", "True", "x", "1 1", "[] []", "{\"a\":}", "'a'",
    ])
  func refused(text: String) {
    #expect(throws: JSONReader.Fault.self) { try skip(text) }
  }

  @Test(
    "is refused where its escapes are none",
    arguments: [#""\x""#, #""\u12""#, #""\u12g4""#, #""\u+123""#])
  func escapes(text: String) {
    #expect(throws: JSONReader.Fault.self) { try string(text) }
  }

  @Test("is refused where it is something else")
  func kinds() {
    #expect(throws: JSONReader.Fault.self) { try string("1") }
    #expect(throws: JSONReader.Fault.self) { try string("[]") }
    for text in ["\"1\"", "1.5", "1e3", "-", "99999999999999999999", "true"] {
      var json = JSONReader(Array(text.utf8))
      #expect(throws: JSONReader.Fault.self) { try json.integer() }
    }
  }

  @Test("is refused where it is nested without end")
  func depth() throws {
    try skip(String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
    #expect(throws: JSONReader.Fault.self) {
      try skip(String(repeating: "[", count: 101) + String(repeating: "]", count: 101))
    }
  }

  @Test("is refused at whatever byte it is cut off")
  func cut() throws {
    let text = Array(#"[{"Id":"a\u00e9","N":[1,null,{"x":true}],"L":{}}]"#.utf8)
    for count in 0..<text.count {
      var json = JSONReader(Array(text.prefix(count)))
      #expect(throws: JSONReader.Fault.self) { try json.skip() }
    }
  }
}
