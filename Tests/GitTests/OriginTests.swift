import Glibc
import Posix
import Testing

@testable import Git

/// A repository with a history made by the real git.
private struct History {
  let workspace: Workspace

  init() throws { workspace = try Workspace(served: false) }

  var folder: String { "\(workspace.folder)/work" }

  /// Commits files; nil removes one.
  @discardableResult
  func commit(
    _ subject: String, _ files: [String: String?] = [:], author: String = "Ann"
  ) throws -> ObjectID {
    for (path, content) in files {
      let file = "\(folder)/\(path)"
      guard let content else {
        try workspace.work("rm", "-q", "-r", path)
        continue
      }
      try workspace.run("mkdir", ["-p", String(file[..<file.lastIndex(of: "/")!])])
      try write(content, to: file)
    }
    try workspace.work("add", "-A")
    try workspace.run(
      "git",
      ["-C", folder, "commit", "-q", "--allow-empty", "-m", subject]
        + ["--author=\(author) <a@b>"])
    return try head()
  }

  func head() throws -> ObjectID {
    try #require(ObjectID(hex: try workspace.work("rev-parse", "HEAD")))
  }

  /// Subjects by path.
  func origins(
    _ paths: String..., since old: ObjectID? = nil, from new: ObjectID? = nil, limit: Int = 500
  ) throws -> [String: String] {
    try Repository.open(folder).origins(of: paths, from: new ?? head(), since: old, limit: limit)
      .mapValues(\.subject)
  }
}

@Suite("The commit that changed a path")
struct OriginTests {
  @Test("is the newest one that did, with its author and time")
  func newest() throws {
    let history = try History()
    try history.commit("first", ["a": "1", "s/b": "1", "s/c": "1"])
    let old = try history.commit("second", ["s/b": "2"], author: "Bob")
    let id = try history.commit("third", ["a": "2"])
    try history.commit("fourth", ["s/c": "2"])
    #expect(
      try history.origins("a", "s/b", "s/c", "s", "no/such")
        == ["a": "third", "s/b": "second", "s/c": "fourth", "s": "fourth"])
    let a = try #require(
      try Repository.open(history.folder).origins(
        of: ["a"], from: history.head(), since: old, limit: 9)["a"])
    #expect(a.id == id && a.author == "Ann" && a.subject == "third")
    #expect(a.time > 1_700_000_000)
  }

  @Test("is looked for between two commits only")
  func bounds() throws {
    let history = try History()
    let first = try history.commit("first", ["a": "1", "b": "1"])
    let second = try history.commit("second", ["a": "2"])
    let third = try history.commit("third", ["b": "2"])
    #expect(try history.origins("a", "b", since: second) == ["b": "third"])
    #expect(try history.origins("a", "b", since: third) == [:])
    #expect(try history.origins("a", "b", since: first, from: second) == ["a": "second"])
    #expect(try history.origins("a", "b", limit: 1) == ["b": "third"])
    #expect(try history.origins("a", "b", limit: 0) == [:])
    #expect(try history.origins() == [:])
  }

  @Test("is the first of all for what never changed")
  func root() throws {
    let history = try History()
    try history.commit("first", ["a": "1"])
    try history.commit("second", ["b": "1"])
    #expect(try history.origins("a") == ["a": "first"])
  }

  @Test("is the merge that brought it")
  func merges() throws {
    let history = try History()
    let old = try history.commit("first", ["a": "1", "b": "1"])
    try history.workspace.work("checkout", "-q", "-b", "side")
    try history.commit("on the side", ["a": "2"])
    try history.workspace.work("checkout", "-q", "main")
    try history.commit("on main", ["b": "2"])
    try history.workspace.run(
      "git",
      ["-C", history.folder, "merge", "-q", "--no-ff", "-m", "merge side", "side"])
    #expect(
      try history.origins("a", "b", since: old) == ["a": "merge side", "b": "on main"])
    // what was applied last stands on the side branch, and came in by the merge
    let side = try #require(ObjectID(hex: try history.workspace.work("rev-parse", "side")))
    #expect(try history.origins("a", "b", since: side) == ["a": "merge side", "b": "on main"])
  }

  @Test("is the one that removed, renamed or replaced it")
  func shapes() throws {
    let history = try History()
    let old = try history.commit(
      "first", ["gone": "1", "old": "long enough\n", "f": "1", "x": "1"])
    try history.commit("remove", ["gone": nil])
    try history.workspace.work("mv", "old", "new")
    try history.commit("rename")
    try history.workspace.work("rm", "-q", "f")
    try history.commit("a folder now", ["f/g": "1"])
    chmod("\(history.folder)/x", 0o755)
    try history.commit("make it run")
    #expect(
      try history.origins("gone", "old", "new", "f", "f/g", "x", since: old) == [
        "gone": "remove", "old": "rename", "new": "rename", "f": "a folder now",
        "f/g": "a folder now", "x": "make it run",
      ])
  }

  @Test("is not one from before, where history was wound back")
  func rewound() throws {
    let history = try History()
    let first = try history.commit("first", ["a": "1"])
    let second = try history.commit("second", ["a": "2"])
    #expect(try history.origins("a", since: second, from: first) == [:])
    try history.workspace.work("reset", "-q", "--hard", first.hex)
    try history.commit("other second", ["b": "3"])
    #expect(try history.origins("a", "b", since: second) == ["b": "other second"])
  }

  @Test("is found where the older commit is not here, or of another history")
  func unknownOld() throws {
    let history = try History()
    try history.commit("first", ["a": "1"])
    let second = try history.commit("second", ["a": "2"])
    let nowhere = try #require(ObjectID(hex: String(repeating: "ab", count: 20)))
    #expect(try history.origins("a", since: nowhere) == ["a": "second"])
    try history.workspace.work("checkout", "-q", "--orphan", "other")
    try history.commit("alone", ["a": "3"])
    #expect(try history.origins("a", since: second) == ["a": "alone"])
  }

  @Test("is not guessed where history ends early")
  func shallow() throws {
    let history = try History()
    try history.commit("first", ["a": "1", "b": "1"])
    let second = try history.commit("second", ["b": "2"])
    try history.commit("third", ["b": "3"])
    let copy = "\(history.workspace.folder)/copy"
    try history.workspace.git("clone", "-q", "--depth", "2", "file://\(history.folder)", copy)
    let repository = try Repository.open(copy)
    let head = try history.head()
    for old in [nil, second] {
      let found = try repository.origins(of: ["a", "b"], from: head, since: old, limit: 9)
      #expect(found.mapValues(\.subject) == ["b": "third"])
    }
  }

  @Test("is told on one short line that steers no terminal")
  func harmless() throws {
    let history = try History()
    let long = String(repeating: "é", count: 100)
    try history.commit("a\u{1b}[31mb\u{202e}c \(long)\n\nbody", ["a": "1"], author: "E\u{7}ve")
    let found = try #require(
      try Repository.open(history.folder).origins(
        of: ["a"], from: history.head(), since: nil, limit: 9)["a"])
    #expect(found.author == "E ve")
    #expect(found.subject == "a [31mb c " + String(repeating: "é", count: 59) + "...")
    #expect(found.subject.count == 72)
  }

  @Test("is found in time among many")
  func many() throws {
    let history = try History()
    var files: [String: String] = [:]
    for number in 0..<500 { files["s\(number % 20)/f\(number)"] = "1" }
    let old = try history.commit("first", files)
    for number in 0..<100 { try history.commit("\(number)", ["s1/f1": "x\(number)"]) }
    let repository = try Repository.open(history.folder)
    let head = try history.head()
    let time = try ContinuousClock().measure {
      let found = try repository.origins(
        of: Array(files.keys), from: head, since: old, limit: 500)
      #expect(found.mapValues(\.subject) == ["s1/f1": "99"])
    }
    #expect(time < .seconds(5))
  }
}
