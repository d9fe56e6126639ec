import Checkout
import Git
import Glibc
import Posix
import Testing

@Suite("unchanged files are not read, and nothing is written where nothing changed")
struct CacheTests {
  /// Everything in the checkout and in `.git` with its inode and times.
  private func state(_ site: Site) throws -> String {
    let format = "%p %i %T@ %C@ %s\n"
    let result = try Site.run("find", [site.root, "-printf", format])
    return String(decoding: result.output, as: UTF8.self)
  }

  @Test("a checkout with no change writes no byte, not even the index")
  func noChange() throws {
    let site = try Site()
    let commit = try site.commit(["a/b": "1", "c": .executable("2"), "d": .link("c")])
    try site.apply(commit)
    let before = try state(site)
    #expect(try site.apply(commit).isEmpty)
    #expect(try state(site) == before)
  }

  @Test("a file whose status is unchanged is not read", .enabled(if: hasStrace, "needs strace"))
  func notRead() throws {
    let site = try Site()
    let commit = try site.commit(["folder/unchanged-file": "1"])
    try site.apply(commit)
    let arguments = ["apply", site.root, commit.id.hex, "main", "1"]
    let trace = site.place + "/trace"
    let result = try Site.run("strace", ["-f", "-o", trace, Site.probe] + arguments)
    try #require(result.succeeded)
    let calls = String(decoding: try Folder.open(site.place).read("trace"), as: UTF8.self)
    let lines = calls.split(separator: "\n").filter { $0.contains("unchanged-file") }
    #expect(lines.count == 1)
    #expect(lines.first?.contains("newfstatat") == true)
  }

  @Test("a touched file is read once, and the index remembers")
  func touched() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    try site.apply(commit)
    let inode = site.stat("a")?.inode
    try site.overwrite("a", "1")
    Instant.pause(seconds: 0.02)
    #expect(try site.apply(commit).isEmpty)
    #expect(site.stat("a")?.inode == inode)
    let before = try state(site)
    #expect(try site.apply(commit).isEmpty)
    #expect(try state(site) == before)
    try site.expectSettled(commit)
  }

  @Test("an edit that keeps size and modification time is found")
  func hidden() throws {
    let site = try Site()
    let commit = try site.commit(["a": "original"])
    try site.apply(commit)
    let status = try #require(site.stat("a"))
    try site.overwrite("a", "tampered")
    let time = timespec(
      tv_sec: Int(status.modified.seconds), tv_nsec: Int(status.modified.nanoseconds))
    var times = [time, time]
    utimensat(AT_FDCWD, site.full("a"), &times, 0)
    #expect(site.stat("a")?.modified == status.modified)
    #expect(site.stat("a")?.inode == status.inode)
    #expect(try site.apply(commit).changes == [Change("a", .restored)])
    #expect(site.read("a") == "original")
  }

  @Test("an edit at once after a checkout is found")
  func racy() throws {
    for _ in 0..<20 {
      let site = try Site()
      let commit = try site.commit(["a": "original"])
      try site.apply(commit)
      try site.overwrite("a", "tampered")
      try site.apply(commit)
      #expect(site.read("a") == "original")
    }
  }

  @Test("an edit that a person staged is found")
  func staged() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "b": "1"])
    try site.apply(commit)
    try site.overwrite("a", "2")
    try site.git("add", "a")
    try site.git("rm", "-q", "--cached", "b")
    #expect(try site.apply(commit).changes == [Change("a", .restored)])
    try site.expectSettled(commit)
  }

  @Test(
    "marks that hide changes from Git do not hide them from us",
    arguments: ["--assume-unchanged", "--skip-worktree"])
  func marks(_ mark: String) throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    try site.apply(commit)
    try site.git("update-index", mark, "a")
    try site.overwrite("a", "2")
    #expect(try site.apply(commit).written == ["a"])
    #expect(site.read("a") == "1")
    #expect(try site.git("ls-files", "-v") == "H a\n")
  }

  @Test(
    "an index that is damaged, missing or of another kind is made anew",
    arguments: ["damaged", "empty", "missing", "split", "version 4"])
  func index(_ kind: String) throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "b/c": "2"])
    try site.apply(commit)
    let status = site.stat("a")
    switch kind {
    case "damaged": try site.write(".git/index", "DIRC nonsense")
    case "empty": try site.write(".git/index", "")
    case "missing": try site.remove(".git/index")
    case "split": try site.git("update-index", "--split-index")
    default: try site.git("update-index", "--index-version", "4")
    }
    #expect(try site.apply(commit).changes.isEmpty)
    #expect(site.stat("a") == status)
    try site.expectSettled(commit)
    #expect(try site.apply(commit).isEmpty)
  }

  @Test("text attributes of the repository change nothing: files are written as they are stored")
  func attributes() throws {
    let site = try Site()
    let commit = try site.commit([".gitattributes": "* text eol=crlf\n", "a": "one\ntwo\n"])
    try site.apply(commit)
    #expect(site.read("a") == "one\ntwo\n")
    #expect(try site.apply(commit).isEmpty)
    try site.expectSettled(commit)
  }

  @Test("the time of a look at 200 stacks with 10 files each, without any change")
  func speed() throws {
    let site = try Site()
    var files: [String: Content] = [:]
    for stack in 1...200 {
      for file in 1...10 { files["stacks/stack\(stack)/file\(file)"] = .file("\(stack) \(file)") }
    }
    let commit = try site.commit(files)
    let start = Instant.now
    try site.apply(commit)
    let first = Instant.now.seconds(since: start)
    var best = Double.infinity
    for _ in 0..<10 {
      let start = Instant.now
      #expect(try site.apply(commit).isEmpty)
      best = min(best, Instant.now.seconds(since: start))
    }
    print("2000 files: first checkout \(Int(first * 1000)) ms, no change \(Int(best * 1000)) ms")
  }
}

let hasStrace = (try? Site.run("strace", ["-V"]).succeeded) == true
