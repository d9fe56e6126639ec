import Testing

@testable import Cycle
@testable import Git

@Suite("What people are told of a commit")
struct CommitNoteTests {
  @Test("is short, however long its author and subject are, and whatever they are made of")
  func short() throws {
    let id = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    // one character to Swift
    let long = "a" + String(repeating: "\u{301}", count: 5000)
    let note = Commit(id: id, tree: id, author: "Ann", subject: long, time: 1).note
    #expect(note.author == "Ann")
    #expect(note.subject.unicodeScalars.count == 203)
    #expect(note.subject.hasSuffix("..."))
    let exact = String(repeating: "x", count: 200)
    #expect(Commit(id: id, tree: id, author: exact, subject: "", time: 1).note.author == exact)
  }
}
