import Testing

@testable import Git

@Suite("Words of a remote in messages") struct WordsTests {
  @Test("are shortened and steer no terminal where they are names of branches")
  func branches() throws {
    let id = try #require(ObjectID(hex: String(repeating: "a", count: 40)))
    let hostile = "a\u{1b}[31m\u{9b}\u{202e}\u{2028}" + String(repeating: "x", count: 60_000)
    let marks = "b" + String(repeating: "\u{301}", count: 60_000)
    let heads = RemoteBranches(heads: [(hostile, id), (marks, id), ("fine", id)])
    let error = try thrown(GitError.self) { _ = try heads.find("main", action: "fetch main") }
    #expect(error.code == .noBranch)
    #expect(error.reason.unicodeScalars.count < 320)
    #expect(error.reason.hasSuffix("..., fine"))
    let isPlain = error.reason.unicodeScalars.allSatisfy {
      ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
    }
    #expect(isPlain, "\(error)")
  }

  @Test("are counted in scalars, of which one character may have any number")
  func line() {
    let line = RemoteFailure.oneLine("no\n way a " + String(repeating: "\u{301}", count: 30_000))
    #expect(line.unicodeScalars.count == 303)
    #expect(line.hasPrefix("no way a") && line.hasSuffix("..."))
    #expect(RemoteFailure.oneLine("repository not found\n") == "repository not found")
  }
}
