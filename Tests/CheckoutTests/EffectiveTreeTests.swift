import Checkout
import Git
import Posix
import Testing

@Suite("a tree made of several commits")
struct EffectiveTreeTests {
  private let site: Site
  private let good: Commit
  private let bad: Commit
  /// What the bad commit has, with the good one's folder.
  private let effective: ObjectID

  init() throws {
    site = try Site()
    good = try site.commit([
      "list": "1", "stacks/db/compose.yaml": "1", "stacks/web/compose.yaml": "1",
      "stacks/web/same": "1", "stacks/web/gone": "1", "stacks/web/run": .executable("1"),
    ])
    bad = try site.commit([
      "list": "2", "stacks/db/compose.yaml": "2", "stacks/web/compose.yaml": "2",
      "stacks/web/same": "1", "stacks/web/new": "2", "stacks/web/run": "1",
    ])
    effective = try site.tree(of: bad, with: "stacks/web", of: good)
  }

  /// Every tracked file with its inode and time.
  private func marks() throws -> [String] {
    let files = [site.root, "-path", site.full(".git"), "-prune", "-o", "-type", "f"]
    let result = try Site.run("find", files + ["-printf", "%P %i %T@ %C@\n"])
    return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
      .sorted()
  }

  /// The paths whose file is another one, or was touched.
  private func changed(since before: [String]) throws -> [String] {
    Set(try marks()).symmetricDifference(before).map { String($0.prefix { $0 != " " }) }
      .reduce(into: Set()) { $0.insert($1) }.sorted()
  }

  @Test("is checked out, HEAD names the commit, and Git sees it staged and nothing else")
  func git() throws {
    try site.apply(good)
    try site.apply(bad, tree: effective)
    #expect(site.read("list") == "2")
    #expect(site.read("stacks/web/compose.yaml") == "1")
    #expect(try site.repository.commitID(of: Records.deployed) == bad.id)
    #expect(try site.repository.commitID(of: Records.checkout) == effective)
    #expect(try site.git("rev-parse", "HEAD") == bad.id.hex + "\n")
    #expect(try site.git("write-tree") == effective.hex + "\n")
    #expect(try site.git("diff", "--name-only") == "")
    #expect(
      try site.status() == [
        "M  stacks/web/compose.yaml", "A  stacks/web/gone", "D  stacks/web/new",
        "M  stacks/web/run",
      ])
    try site.expectSoundStore()
  }

  @Test("takes the place of the commit's own and gives it back; equal files are not touched")
  func bothWays() throws {
    try site.apply(good)
    try site.apply(bad)
    var before = try marks()
    let differing = ["compose.yaml", "gone", "new", "run"].map { "stacks/web/\($0)" }
    try site.apply(bad, tree: effective)
    #expect(try changed(since: before) == differing)
    #expect(try site.snapshot().contains("file 755 stacks/web/run = 1"))
    before = try marks()
    try site.apply(bad)
    #expect(try changed(since: before) == differing)
    try site.expectSettled(bad)
  }

  @Test("is what is compared: the commit's own is another one")
  func current() throws {
    try site.apply(bad, tree: effective)
    #expect(try site.isCurrent(bad, tree: effective))
    #expect(try !site.isCurrent(bad))
    #expect(try site.apply(bad, tree: effective).isEmpty)
    #expect(try site.plan(bad).contains("update stacks/web/compose.yaml"))
    try site.overwrite("stacks/web/compose.yaml", "edited")
    #expect(try !site.isCurrent(bad, tree: effective))
    #expect(
      try site.apply(bad, tree: effective).changes
        == [Change("stacks/web/compose.yaml", .restored)])
    #expect(try site.isCurrent(bad, tree: effective))
  }

  @Test("killed before each effect on the way there and back, the next run ends in the same state")
  func killed() throws {
    try site.apply(good)
    try site.write("stacks/web/data/x", "data")
    for tree in [effective, bad.tree] {
      let undisturbed = try Site(copying: site)
      let effects = try #require(try undisturbed.applyElsewhere(bad, tree: tree))
      let expected = try undisturbed.snapshot()
      for number in 1...effects {
        let copy = try Site(copying: site)
        #expect(try copy.applyElsewhere(bad, tree: tree, killAt: number) == nil)
        try copy.apply(bad, tree: tree)
        #expect(try copy.snapshot() == expected, "killed at \(number)")
        try copy.expectCurrent(bad, tree: tree, "killed at \(number)")
      }
      try site.apply(bad, tree: tree)
    }
    try site.expectSettled(bad, untracked: ["stacks/web/data/x"])
  }
}
