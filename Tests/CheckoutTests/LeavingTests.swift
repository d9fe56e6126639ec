import Checkout
import Git
import Glibc
import Posix
import Testing

/// A checkout in which somebody works by hand in `stacks/web`, and what is committed meanwhile.
struct HandsOn {
  let site: Site
  let first: Commit
  let next: Commit
  /// What the next commit has, with the folder as it was checked out.
  let held: ObjectID

  static let folder = "stacks/web"
  /// What the person did in it, as lines of a snapshot.
  static let work = [
    "file 644 stacks/web/added = mine", "file 644 stacks/web/conf/a = edited",
    "file 755 stacks/web/mode = 1", "folder 755 stacks/web/removed",
    "file 644 stacks/web/removed/data = data", "link stacks/web/link -> elsewhere",
  ]

  init() throws {
    site = try Site()
    first = try site.commit([
      "list": "1", "stacks/db/compose.yaml": "1", "stacks/db/old": "1",
      "stacks/web/compose.yaml": "1", "stacks/web/conf/a": "1", "stacks/web/conf/b": "1",
      "stacks/web/mode": "1", "stacks/web/removed": "1", "stacks/web/link": "1",
    ])
    next = try site.commit([
      "list": "2", "stacks/db/compose.yaml": "2", "stacks/db/new": "2",
      "stacks/web/compose.yaml": "2", "stacks/web/conf/a": "2", "stacks/web/more/x": "2",
      "stacks/web/mode": "1", "stacks/web/added": "2", "stacks/web/link": "1",
    ])
    held = try site.tree(of: next, with: HandsOn.folder, of: first)
    try site.apply(first)
  }

  func workByHand() throws {
    try site.overwrite("stacks/web/conf/a", "edited")
    try site.remove("stacks/web/conf/b")
    try site.write("stacks/web/added", "mine")
    site.chmod("stacks/web/mode", 0o755)
    try site.remove("stacks/web/removed")
    try site.write("stacks/web/removed/data", "data")
    try site.remove("stacks/web/link")
    try site.link("stacks/web/link", to: "elsewhere")
  }

  /// Everything in the folder, with inodes and times.
  func marks(_ site: Site) throws -> String {
    let result = try Site.run(
      "find", [site.full(HandsOn.folder), "-printf", "%P %y %m %i %T@ %C@ %l\\n"])
    return String(decoding: result.output, as: UTF8.self)
  }

  func marks() throws -> String { try marks(site) }

  @discardableResult
  func applyHeld(_ site: Site? = nil) throws -> CheckoutReport {
    try (site ?? self.site).apply(next, tree: held, leaving: [HandsOn.folder])
  }
}

@Suite("a folder that somebody works in by hand")
struct LeavingTests {
  @Test("is not touched, and the rest is made what the tree says")
  func untouched() throws {
    let hands = try HandsOn()
    let site = hands.site
    try hands.workByHand()
    let before = try hands.marks()
    let plan = ["update list", "update stacks/db/compose.yaml", "add stacks/db/new"]
    let removal = "remove stacks/db/old"
    #expect(
      try site.plan(hands.next, tree: hands.held, leaving: [HandsOn.folder]) == plan + [removal])
    #expect(try hands.applyHeld().changes.map(\.description) == plan + [removal])
    #expect(try hands.marks() == before)
    let snapshot = try site.snapshot()
    #expect(snapshot.filter { $0.contains("stacks/db") }.count == 3)
    for line in HandsOn.work { #expect(snapshot.contains(line), "\(line)") }
    #expect(try site.git("write-tree") == hands.held.hex + "\n")
    #expect(try site.git("diff", "--name-only").contains("stacks/web/conf/a"))
  }

  @Test("does not count: everything is as it shall be, and nothing is written")
  func quiet() throws {
    let hands = try HandsOn()
    try hands.workByHand()
    let (site, left) = (hands.site, [HandsOn.folder])
    #expect(try site.isCurrent(hands.first, leaving: left))
    #expect(try !site.isCurrent(hands.first))
    try hands.applyHeld()
    let index = site.stat(".git/index")
    #expect(try site.isCurrent(hands.next, tree: hands.held, leaving: left))
    #expect(try hands.applyHeld().isEmpty)
    #expect(site.stat(".git/index") == index)
    try site.remove(HandsOn.folder)
    #expect(try site.isCurrent(hands.next, tree: hands.held, leaving: left))
    #expect(try hands.applyHeld().isEmpty)
    try site.write(HandsOn.folder, "a file")
    #expect(try hands.applyHeld().isEmpty)
    #expect(site.read(HandsOn.folder) == "a file")
  }

  @Test("is made what the tree says once it is left no longer: edits go, data stays")
  func end() throws {
    for tree in ["first", "next"] {
      let hands = try HandsOn()
      let site = hands.site
      try hands.workByHand()
      try hands.applyHeld()
      let wanted = tree == "first" ? hands.held : hands.next.tree
      let plan = try site.plan(hands.next, tree: wanted)
      let report = try site.apply(hands.next, tree: wanted)
      #expect(report.changes.map(\.description) == plan)
      #expect(try site.isCurrent(hands.next, tree: wanted))
      #expect(try site.git("write-tree") == wanted.hex + "\n")
      #expect(try site.git("diff", "--name-only") == "")
      #expect(site.read("stacks/web/conf/a") == (tree == "first" ? "1" : "2"))
      #expect(site.stat("stacks/web/mode")?.permissions == 0o644)
      #expect(site.read("stacks/web/link") == "1")
      let kept = report.keptAside.map(\.path)
      if tree == "first" {
        #expect(kept == ["stacks/web/removed"])
        #expect(site.read("stacks/web/removed" + Site.kept + "/data") == "data")
        #expect(site.read("stacks/web/added") == "mine")
      } else {
        #expect(kept == ["stacks/web/added"])
        #expect(site.read("stacks/web/added" + Site.kept) == "mine")
        #expect(site.read("stacks/web/removed/data") == "data")
      }
    }
  }

  @Test("is not one whose name only begins like it")
  func names() throws {
    let site = try Site()
    let names = ["stacks/we", "stacks/web", "stacks/web-1", "stacks/web.x", "stacks/web1"]
    let commit = try site.commit(
      names.reduce(into: ["stacks/web~": "1"]) { $0["\($1)/file"] = "1" })
    try site.apply(commit)
    for name in names { try site.overwrite("\(name)/file", "edited") }
    try site.overwrite("stacks/web~", "edited")
    let report = try site.apply(commit, leaving: ["stacks/web", "stacks/none"])
    #expect(
      report.written == ["stacks/we/file"] + names.dropFirst(2).map { "\($0)/file" }
        + ["stacks/web~"])
    #expect(site.read("stacks/web/file") == "edited")
  }

  @Test("is not moved away with a folder that it stands in")
  func parent() throws {
    let hands = try HandsOn()
    let site = hands.site
    let commit = try site.commit(["stacks": "a file"])
    let before = try site.snapshot()
    let error = caught(CheckoutError.self) {
      _ = try site.apply(commit, leaving: [HandsOn.folder])
    }
    #expect(error?.code == .inTheWay)
    #expect(error?.path == "stacks")
    #expect(error?.description.contains("stacks/web") == true, "\(error?.description ?? "")")
    let planned = caught(CheckoutError.self) {
      _ = try site.plan(commit, leaving: [HandsOn.folder])
    }
    #expect(planned == error)
    #expect(try site.snapshot() == before)
  }

  @Test("that the tree does not have stays, and goes when it is left no longer, but for edits")
  func dropped() throws {
    let hands = try HandsOn()
    let site = hands.site
    let commit = try site.commit(["list": "3", "stacks/db/compose.yaml": "3"])
    try site.overwrite("stacks/web/conf/b", "edited")
    let before = try hands.marks()
    try site.apply(commit, leaving: [HandsOn.folder])
    #expect(try site.isCurrent(commit, leaving: [HandsOn.folder]))
    #expect(try hands.marks() == before)
    #expect(try site.apply(commit).removed.count == 5)
    #expect(try site.isCurrent(commit))
    #expect(
      try site.snapshot().filter { $0.contains("web") } == [
        "folder 755 stacks/web", "folder 755 stacks/web/conf",
        "file 644 stacks/web/conf/b = edited",
      ])
  }
}

@Suite("what the index remembers of a folder that is left alone hides no edit")
struct LeavingCacheTests {
  @Test("neither one that keeps size and modification time")
  func hidden() throws {
    let hands = try HandsOn()
    let site = hands.site
    let status = try #require(site.stat("stacks/web/conf/a"))
    try site.overwrite("stacks/web/conf/a", "x")
    let time = timespec(
      tv_sec: Int(status.modified.seconds), tv_nsec: Int(status.modified.nanoseconds))
    var times = [time, time]
    utimensat(AT_FDCWD, site.full("stacks/web/conf/a"), &times, 0)
    try hands.applyHeld()
    let report = try site.apply(hands.next, tree: hands.held)
    #expect(report.changes == [Change("stacks/web/conf/a", .restored)])
  }

  @Test("nor one in the moment in which its status was noted")
  func racy() throws {
    let hands = try HandsOn()
    let site = hands.site
    let path = "stacks/web/conf/a"
    try site.overwrite(path, "x")
    // an index that has seen the edited file, written no later than the edit: as if the edit had
    // come in the same tick of the clock
    let status = try #require(site.stat(path))
    var entries = try IndexFile.read(site.full(".git/index"))
    let position = try #require(entries.firstIndex { $0.path == path })
    entries[position].seen = IndexEntry.Seen(status)
    try IndexFile.write(entries, to: site.full(".git/index"))
    let time = timespec(
      tv_sec: Int(status.changed.seconds), tv_nsec: Int(status.changed.nanoseconds))
    var times = [time, time]
    utimensat(AT_FDCWD, site.full(".git/index"), &times, 0)
    try hands.applyHeld()
    #expect(site.read(path) == "x")
    #expect(try site.apply(hands.next, tree: hands.held).changes == [Change(path, .restored)])
  }

  @Test("nor one between any two checkouts that leave it")
  func quick() throws {
    for _ in 0..<10 {
      let hands = try HandsOn()
      try hands.site.overwrite("stacks/web/conf/a", "x")
      try hands.applyHeld()
      try hands.site.overwrite("stacks/web/conf/b", "x")
      try hands.site.apply(hands.first, leaving: [HandsOn.folder])
      try hands.site.overwrite("stacks/web/mode", "x")
      try hands.site.apply(hands.first)
      try hands.site.expectSettled(hands.first)
    }
  }

  @Test("and what a person staged in it stays staged as long as nothing else changes")
  func staged() throws {
    let hands = try HandsOn()
    let site = hands.site
    try hands.workByHand()
    try site.git("add", "-A", HandsOn.folder)
    let index = site.stat(".git/index")
    #expect(try site.isCurrent(hands.first, leaving: [HandsOn.folder]))
    #expect(try site.apply(hands.first, leaving: [HandsOn.folder]).isEmpty)
    #expect(site.stat(".git/index") == index)
    try hands.applyHeld()
    #expect(try site.git("write-tree") == hands.held.hex + "\n")
    try site.apply(hands.next)
    try site.expectSettled(hands.next, untracked: ["stacks/web/removed/data"])
  }

  @Test("and an index that is lost or damaged is made anew", arguments: ["", "DIRC nonsense"])
  func lost(_ text: String) throws {
    let hands = try HandsOn()
    let site = hands.site
    try hands.workByHand()
    try hands.applyHeld()
    try site.write(".git/index", text)
    try hands.applyHeld()
    #expect(try site.git("write-tree") == hands.held.hex + "\n")
    #expect(try site.isCurrent(hands.next, tree: hands.held, leaving: [HandsOn.folder]))
    try site.apply(hands.next)
    #expect(site.read("stacks/web/conf/a") == "2")
    try site.expectSettled(hands.next, untracked: ["stacks/web/removed/data"])
  }
}

@Suite("killed at any moment around a hold, the next runs end in the same state")
struct LeavingKillTests {
  /// A folder of ours is as the commit says: no data of ours was taken for a person's, no trace left.
  private func expectSame(_ site: Site, _ expected: [String], _ number: Int) throws {
    let found = try site.snapshot()
    #expect(found == expected, "killed at \(number)")
    #expect(try site.repository.referenceNames(below: "refs/converge/pending/") == [])
  }

  @Test("killed while the folder is left, then left again, then not")
  func during() throws {
    let hands = try HandsOn()
    try hands.workByHand()
    let undisturbed = try Site(copying: hands.site)
    let left = [HandsOn.folder]
    let effects = try #require(
      try undisturbed.applyElsewhere(hands.next, tree: hands.held, leaving: left))
    #expect(effects > 12)
    let between = try undisturbed.snapshot()
    try undisturbed.apply(hands.next)
    let expected = try undisturbed.snapshot()
    for number in 1...effects {
      let site = try Site(copying: hands.site)
      let before = try hands.marks(site)
      let run = try site.applyElsewhere(
        hands.next, tree: hands.held, killAt: number, leaving: left)
      #expect(run == nil)
      #expect(try hands.marks(site) == before)
      try hands.applyHeld(site)
      #expect(try site.snapshot() == between, "killed at \(number)")
      #expect(try hands.marks(site) == before)
      try site.expectCurrent(hands.next, tree: hands.held, leaving: left)
      try site.apply(hands.next)
      try expectSame(site, expected, number)
      try site.expectSettled(hands.next, untracked: untracked)
    }
  }

  private var untracked: [String] {
    ["stacks/web/removed/data"]
  }

  @Test("killed while the folder is written, then it is left for a while")
  func before() throws {
    let hands = try HandsOn()
    let left = [HandsOn.folder]
    let undisturbed = try Site(copying: hands.site)
    let effects = try #require(try undisturbed.applyElsewhere(hands.next))
    let expected = try undisturbed.snapshot()
    for number in 1...effects {
      let site = try Site(copying: hands.site)
      #expect(try site.applyElsewhere(hands.next, killAt: number) == nil)
      let before = try hands.marks(site)
      // what is checked out is named anew by the run that is killed last of all
      let checkedOut = try #require(try site.repository.commitID(of: Records.checkout))
      let web = try #require(try site.repository.entry(of: checkedOut, at: HandsOn.folder))
      let held = try site.repository.tree(hands.next.tree, replacing: [HandsOn.folder: web.id])
      try site.apply(hands.next, tree: held, leaving: left)
      try site.expectCurrent(hands.next, tree: held, leaving: left)
      #expect(try hands.marks(site) == before, "killed at \(number)")
      // a kill at the end of the hold loses nothing of what was known
      #expect(try site.applyElsewhere(hands.first, killAt: 1 + number % 9) == nil)
      try site.apply(hands.next)
      try expectSame(site, expected, number)
      try site.expectSettled(hands.next)
    }
  }

  @Test("killed while the folder is written, and the commit taken back while it is left")
  func reverted() throws {
    let hands = try HandsOn()
    let undisturbed = try Site(copying: hands.site)
    let effects = try #require(try undisturbed.applyElsewhere(hands.next))
    let expected = try hands.site.snapshot()
    for number in 1..<effects {
      let site = try Site(copying: hands.site)
      #expect(try site.applyElsewhere(hands.next, killAt: number) == nil)
      if try site.repository.commitID(of: Records.checkout) == hands.next.tree { continue }
      try site.apply(hands.first, leaving: [HandsOn.folder])
      try site.apply(hands.first)
      try expectSame(site, expected, number)
      try site.expectSettled(hands.first)
    }
  }
}
