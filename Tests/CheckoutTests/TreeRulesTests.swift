import Checkout
import Git
import Posix
import Testing

@Suite("a tree that no checkout should write is refused before anything is written")
struct TreeRulesTests {
  private func expectRefused(
    _ commit: Commit, in site: Site, says: String, _ code: CheckoutError.Code = .invalidTree
  ) throws {
    let before = try site.snapshot()
    for attempt in [{ _ = try site.apply(commit) }, { _ = try site.plan(commit) }] {
      let error = caught(CheckoutError.self, attempt)
      #expect(error?.code == code)
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
    #expect(try site.snapshot() == before)
    #expect(try site.repository.referenceNames(below: "refs/converge/pending/") == [])
  }

  @Test(
    "names that lead out, belong to Git, or to converge",
    arguments: [
      "..", ".", ".git", ".GIT", ".Git", "git~1", ".git.", ".git ", "../x", "a/b", "/x",
      ".converge-new-x", String(repeating: "n", count: 256),
    ])
  func names(_ name: String) throws {
    let site = try Site()
    let first = try site.commit(["keep": "1"])
    try site.apply(first)
    let blob = try site.blob("evil")
    let file = try site.commit(rawTree: [
      ("100644", Array("aaa".utf8), blob), ("100644", Array(name.utf8), blob),
    ])
    try expectRefused(file, in: site, says: name)
    let folder = try site.commit(rawTree: [
      ("40000", Array(name.utf8), first.tree.hex), ("100644", Array("zzz".utf8), blob),
    ])
    try expectRefused(folder, in: site, says: name)
  }

  @Test("names that are not valid UTF-8")
  func encoding() throws {
    let site = try Site()
    let blob = try site.blob("x")
    let name: [UInt8] = [0x63, 0x61, 0x66, 0xe9]
    try expectRefused(
      try site.commit(rawTree: [("100644", name, blob)]), in: site, says: "not valid UTF-8")
  }

  @Test("a name twice, as two files, or as file and folder")
  func twice() throws {
    let site = try Site()
    let blob = try site.blob("x")
    let tree = try site.commit(["inner": "1"]).tree.hex
    let name = Array("x".utf8)
    let files = try site.commit(rawTree: [("100644", name, blob), ("120000", name, blob)])
    try expectRefused(files, in: site, says: "twice")
    let both = try site.commit(rawTree: [("120000", name, blob), ("40000", name, tree)])
    try expectRefused(both, in: site, says: "a file and a folder")
  }

  @Test("links that cannot be", arguments: ["", "a\0b", String(repeating: "x", count: 4096)])
  func linkTargets(_ target: String) throws {
    let site = try Site()
    try expectRefused(try site.commit(["x": .link(target)]), in: site, says: "link")
  }

  @Test("a path too long for the system")
  func longPath() throws {
    let site = try Site()
    let path = (0..<20).map { _ in String(repeating: "d", count: 250) }.joined(separator: "/")
    try expectRefused(try site.commit([path: "x"]), in: site, says: "4000 bytes")
  }

  @Test("more entries than any tree should have")
  func bomb() throws {
    let site = try Site()
    var commit = try site.commit(["f": "1"])
    for _ in 0..<7 {
      let tree = commit.tree.hex
      commit = try site.commit(
        rawTree: (0...9).map { number in ("40000", Array("d\(number)".utf8), tree) })
    }
    try expectRefused(commit, in: site, says: "more than 1000000 entries", .tooLarge)
  }

  @Test("nothing is planned any more where that is not wanted")
  func interrupted() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "b/c": "2"])
    let before = try site.snapshot()
    site.repository.goesOn = { false }
    let error = caught(CheckoutError.self) { _ = try site.plan(commit) }
    #expect(error?.code == .interrupted)
    #expect(try site.snapshot() == before)
  }

  @Test("content that the object store lacks")
  func missingBlob() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1", "b": "2"])
    let blob = try #require(try site.repository.entry(of: commit.tree, at: "b")).id.hex
    try site.remove(".git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let again = try Site(copying: site)
    try expectRefused(commit, in: again, says: "lacks", .damaged)
  }
}
