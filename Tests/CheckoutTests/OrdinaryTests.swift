import Checkout
import Git
import Glibc
import Posix
import Testing

@Suite("a checkout makes the files what the tree says")
struct OrdinaryTests {
  @Test("the first checkout writes every kind of entry, and Git sees nothing changed")
  func first() throws {
    let site = try Site()
    let big = [UInt8](repeating: 7, count: 5 << 20)
    let deep = (1...40).map { "folder\($0)" }.joined(separator: "/") + "/file"
    let commit = try site.commit([
      "a.txt": "one\n", "empty": "", "run.sh": .executable("#!/bin/sh\n"), "big": .bytes(big),
      "link": .link("a.txt"), "dangling": .link("/nonexistent/x"), deep: "deep",
      "with space/é ü.txt": "unicode", "new\nline": "newline", "quote\"back\\slash": "q",
    ])
    let report = try site.apply(commit)
    #expect(report.written.count == 10)
    #expect(report.keptAside.isEmpty && report.removed.isEmpty && report.staleLocks.isEmpty)
    try site.expectSettled(commit)
    try site.expectSoundStore()
    #expect(site.read("a.txt") == "one\n")
    #expect(site.stat("empty")?.size == 0)
    #expect(try site.folder.read("big") == big)
    #expect(site.read(deep) == "deep")
    #expect(site.stat("link")?.kind == .link)
    #expect(try site.folder.target(ofLink: "dangling") == Array("/nonexistent/x".utf8))
    #expect(site.read("new\nline") == "newline")
  }

  @Test("modes are exact, whatever the umask", arguments: ["000", "022", "077", "777"])
  func umask(_ umask: String) throws {
    let site = try Site()
    let commit = try site.commit(["x/y/file": "1", "x/run": .executable("2")])
    _ = try site.applyElsewhere(commit, umask: umask)
    #expect(site.stat("x/y/file")?.permissions == 0o644)
    #expect(site.stat("x/run")?.permissions == 0o755)
    #expect(site.stat("x")?.permissions == 0o755)
    #expect(site.stat("x/y")?.permissions == 0o755)
    #expect(site.stat(".")?.permissions == 0o700)
  }

  @Test("the root is closed to others again")
  func rootMode() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    try site.apply(commit)
    chmod(site.root, 0o755)
    try site.apply(commit)
    #expect(site.stat(".")?.permissions == 0o700)
  }

  @Test("an unchanged file keeps its inode, a changed one gets another")
  func inodes() throws {
    let site = try Site()
    try site.apply(try site.commit(["same": "1", "other": "1"]))
    let (same, other) = (site.stat("same"), site.stat("other"))
    let next = try site.commit(["same": "1", "other": "2"])
    let report = try site.apply(next)
    #expect(report.written == ["other"])
    #expect(site.stat("same") == same)
    #expect(site.stat("other")?.inode != other?.inode)
    try site.expectSettled(next)
  }

  @Test("a commit that only sets the executable bit keeps the file and its content")
  func executable() throws {
    let site = try Site()
    try site.apply(try site.commit(["run": "x", "stop": .executable("y")]))
    let next = try site.commit(["run": .executable("x"), "stop": "y"])
    #expect(try site.apply(next).changes == [Change("run", .updated), Change("stop", .updated)])
    #expect(site.stat("run")?.permissions == 0o755)
    #expect(site.stat("stop")?.permissions == 0o644)
    try site.expectSettled(next)
  }

  @Test("removed files go, and folders that they leave empty")
  func removal() throws {
    let site = try Site()
    try site.apply(try site.commit(["a/b/c": "1", "a/b/d": "2", "e/f": "3", "keep": "4"]))
    try site.write("e/data", "untracked")
    let next = try site.commit(["keep": "4"])
    #expect(try site.apply(next).removed == ["a/b/c", "a/b/d", "e/f"])
    #expect(
      try site.snapshot() == [
        "folder 755 e", "file 644 e/data = untracked", "file 644 keep = 4",
      ])
    try site.expectSettled(next, untracked: ["e/data"])
  }

  @Test("a file becomes a folder, and a folder a file")
  func fileAndFolder() throws {
    let site = try Site()
    let first = try site.commit(["x": "file", "y/a": "1", "y/b/c": "2"])
    let second = try site.commit(["x/a/b": "3", "x/c": "4", "y": "file"])
    try site.apply(first)
    #expect(try site.apply(second).keptAside.isEmpty)
    try site.expectSettled(second)
    #expect(
      try site.snapshot() == [
        "folder 755 x", "folder 755 x/a", "file 644 x/a/b = 3", "file 644 x/c = 4",
        "file 644 y = file",
      ])
    #expect(try site.apply(first).keptAside.isEmpty)
    try site.expectSettled(first)
  }

  @Test("a file becomes a link, and a link a file or a folder")
  func links() throws {
    let site = try Site()
    try site.writeOutside("target", "outside")
    let first = try site.commit(["a": "file", "b": .link("../outside"), "c": .link("a")])
    let second = try site.commit(["a": .link("c"), "b/target": "inside", "c": "file"])
    for commit in [first, second, first] {
      #expect(try site.apply(commit).keptAside.isEmpty)
      try site.expectSettled(commit)
    }
    try site.apply(second)
    #expect(site.read("b/target") == "inside")
    #expect(try Folder.open(site.outside).read("target") == Array("outside".utf8))
  }

  @Test("names that differ only in how Unicode composes them are two files")
  func composition() throws {
    let site = try Site()
    let commit = try site.commit(["caf\u{e9}": "composed"])
    let both = try site.commit(rawTree: [
      ("100644", Array("cafe\u{301}".utf8), site.blob("two")),
      ("100644", Array("caf\u{e9}".utf8), site.blob("one")),
    ])
    try site.apply(commit)
    try site.apply(both)
    #expect(try site.folder.names().count == 3)
    try site.expectSettled(both)
  }

  @Test("a submodule is not written, and Git does not miss it")
  func submodule() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "module": .submodule])
    #expect(try site.apply(commit).written == ["a"])
    #expect(site.stat("module") == nil)
    #expect(try site.git("status", "--porcelain") == "")
    #expect(try site.apply(commit).isEmpty)
  }

  @Test("a branch with slashes, and one that stands in the way of another")
  func branches() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    for branch in ["main", "main/feature/x", "main"] {
      try site.apply(commit, branch: branch)
      try site.expectSettled(commit, branch: branch)
    }
  }

  @Test("what a person committed or switched to in the checkout is undone")
  func personalGit() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "b": "1"])
    try site.apply(commit)
    try site.git("checkout", "-q", "-b", "mine")
    try site.overwrite("a", "mine")
    try site.git("rm", "-q", "b")
    try site.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "mine")
    let report = try site.apply(commit)
    #expect(report.changes == [Change("a", .restored), Change("b", .restored)])
    try site.expectSettled(commit)
  }

  @Test("a person's own exclude lines stay")
  func exclude() throws {
    let site = try Site()
    try site.write(".git/info/exclude", "mine")
    try site.apply(try site.commit(["a": "1"]))
    let expected = "mine\n.decrypted.*\n.converge-new-*\n*.converge-kept-*\n"
    #expect(site.read(".git/info/exclude") == expected)
  }

  @Test("the plan says what will be done, and does nothing")
  func plan() throws {
    let site = try Site()
    try site.apply(try site.commit(["a": "1", "b": "1", "c": "1", "d/e": "1", "f": "1"]))
    let next = try site.commit(["a": "2", "c": "1", "d": "2", "g": "2", "h": "3", "i": "4"])
    try site.overwrite("c", "edited")
    try site.overwrite("f", "edited")
    try site.write("d/data", "untracked")
    try site.write("g", "untracked")
    try site.makeFolder("i")
    let before = try site.snapshot()
    let time = site.stat(".git/index")
    let plan = try site.plan(next)
    #expect(
      plan == [
        "update a", "remove b", "restore c", "keep aside d: not tracked, and in the way", "add d",
        "remove d/e", "keep aside f: changed here, and no longer tracked",
        "keep aside g: not tracked, and in the way", "add g", "add h", "add i",
      ])
    #expect(try site.snapshot() == before)
    #expect(site.stat(".git/index") == time)
    #expect(try site.apply(next).changes.map(\.description) == plan)
    #expect(try site.plan(next) == [])
  }
}
