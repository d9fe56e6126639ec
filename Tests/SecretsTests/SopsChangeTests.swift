import Testing

@testable import Secrets

/// What setting a value makes of a plaintext.
private struct Change: Sendable {
  let path: String
  let value: String
  let text: String
}

private let json = #"{"a":{"b":"x","n":1,"f":1.5,"t":true,"z":null},"l":["p",{"q":"r"}],"e":[]}"#

private let changes: [Change] = [
  Change(path: "a.b", value: "y", text: json.replacing("\"x\"", "\"y\"")),
  Change(path: "a[\"b\"]", value: "1", text: json.replacing("\"x\"", "\"1\"")),
  Change(path: "a.\"b\"", value: "", text: json.replacing("\"x\"", "\"\"")),
  Change(path: "a.n", value: "22", text: json.replacing(":1,", ":22,")),
  Change(path: "a.n", value: "022", text: json.replacing(":1,", ":\"022\",")),
  Change(path: "a.f", value: "-2.5", text: json.replacing("1.5", "-2.5")),
  Change(path: "a.t", value: "false", text: json.replacing("true", "false")),
  Change(path: "a.t", value: "no", text: json.replacing("true", "\"no\"")),
  Change(path: "a.z", value: "v", text: json.replacing("null", "\"v\"")),
  Change(path: "a.z[0].k", value: "v", text: json.replacing("null", "[{\"k\":\"v\"}]")),
  Change(path: "l[0]", value: "v", text: json.replacing("\"p\"", "\"v\"")),
  Change(path: "l[1].q", value: "v", text: json.replacing("\"r\"", "\"v\"")),
  Change(path: "l[2]", value: "v", text: json.replacing("}]", "},\"v\"]")),
  Change(path: "e[0]", value: "v", text: json.replacing("[]", "[\"v\"]")),
  Change(path: "\"x.y\"", value: "v", text: json.dropLast() + ",\"x.y\":\"v\"}"),
  Change(path: "c.d[0]", value: "v", text: json.dropLast() + ",\"c\":{\"d\":[\"v\"]}}"),
]

private struct Refusal: Sendable {
  let path: String
  let message: String
}

private let refusals: [Refusal] = [
  Refusal(path: "a", message: "line 1: a is a mapping: name a key in it"),
  Refusal(path: "l", message: "line 1: l is a list: name an element of it, such as [0]"),
  Refusal(path: "a.b.c", message: "line 1: b is a single value: there is nothing below it"),
  Refusal(path: "l.x", message: "line 1: l is a list"),
  Refusal(path: "a[0]", message: "line 1: a is a mapping"),
  Refusal(path: "l[3]", message: "the list has 2 elements: the next is [2]"),
  Refusal(path: "e[1]", message: "the list has 0 elements: the next is [0]"),
]

private func text(_ file: OpenSopsFile) throws -> String {
  String(decoding: try file.plaintext(), as: UTF8.self)
}

private func open(_ plaintext: String, _ format: SopsFormat) throws -> OpenSopsFile {
  let terms = SopsTerms(groups: [[Identity.generate().recipient]])
  return try OpenSopsFile(Array(plaintext.utf8), as: format, terms)
}

@Suite("Single values of a SOPS file")
struct SopsChangeTests {
  @Test("take another value", arguments: changes)
  fileprivate func set(_ change: Change) throws {
    let file = try open(json, .json)
    try file.set(try SopsPath(change.path, in: .json), to: Array(change.value.utf8))
    #expect(try text(file) == text(open(change.text, .json)))
  }

  @Test("are not put in the place of others", arguments: refusals)
  fileprivate func refused(_ refusal: Refusal) throws {
    let file = try open(json, .json)
    do throws(SecretsError) {
      try file.set(try SopsPath(refusal.path, in: .json), to: [120])
      Issue.record("taken: \(refusal.path)")
    } catch {
      #expect(error.description.hasPrefix(refusal.message), "\(error)")
    }
    #expect(try text(file) == text(open(json, .json)))
  }

  @Test(
    "are removed with what is below",
    arguments: [
      ("a.b", #""b":"x","#, ""), ("a", #""a":{"b":"x","n":1,"f":1.5,"t":true,"z":null},"#, ""),
      ("l[0]", #""p","#, ""), ("l[1].q", #""q":"r""#, ""), ("e", #","e":[]"#, ""),
    ])
  func unset(_ path: String, _ old: String, _ new: String) throws {
    let file = try open(json, .json)
    #expect(try file.unset(try SopsPath(path, in: .json)))
    #expect(try text(file) == text(open(json.replacing(old, new), .json)))
  }

  @Test("that are not there cannot be removed", arguments: ["x", "a.x", "a.b.c", "l[2]", "e[0]"])
  func absent(_ path: String) throws {
    let file = try open(json, .json)
    #expect(try !file.unset(try SopsPath(path, in: .json)))
    #expect(try text(file) == text(open(json, .json)))
  }

  @Test("of dotenv files have names, and may have several lines") func dotenv() throws {
    let file = try open("# c\nA=1\nB.c[0]=2\n", .dotenv)
    try file.set(try SopsPath("B.c[0]", in: .dotenv), to: Array("x\ny".utf8))
    try file.set(try SopsPath("NEW", in: .dotenv), to: Array("n".utf8))
    #expect(try file.unset(try SopsPath("A", in: .dotenv)))
    #expect(try text(file) == "# c\nB.c[0]=x\\ny\nNEW=n\n")
  }

  @Test("that stand there twice are left to a person") func twice() throws {
    let file = try open("A=1\nB=2\nA=3\n", .dotenv)
    let path = try SopsPath("A", in: .dotenv)
    let error = thrown { try file.set(path, to: [120]) }
    #expect(error == "line 3: A stands there twice: use converge secrets edit")
  }

  @Test(
    "have no such path",
    arguments: [
      "", ".", "a.", ".a", "a..b", "[0]", "a[", "a[x]", "a[0", "\"a", "a\"b\"", "a]", "sops",
    ]
  )
  func malformed(_ path: String) {
    #expect(throws: SecretsError.self) { try SopsPath(path, in: .json) }
    #expect(throws: SecretsError.self) { try SopsPath(path, in: .yaml) }
  }

  @Test("have no such name", arguments: ["", "a=b", "#a", "a b", "sops_x", "a\n"])
  func names(_ name: String) {
    #expect(throws: SecretsError.self) { try SopsPath(name, in: .dotenv) }
    #expect(throws: SecretsError.self) { try SopsPath("a", in: .binary) }
  }
}

/// What an error says.
private func thrown(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

extension String {
  /// The text with one part in the place of another.
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    guard let range = range(of: old) else { return self }
    return "\(self[..<range.lowerBound])\(new)\(self[range.upperBound...])"
  }

  private func range(of part: String) -> Range<Index>? {
    indices.lazy.first { self[$0...].hasPrefix(part) }
      .map { $0..<self.index($0, offsetBy: part.count) }
  }
}
