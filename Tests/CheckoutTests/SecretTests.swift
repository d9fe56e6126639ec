import Checkout
import Git
import Glibc
import Posix
import Testing

@Suite("plaintexts beside tracked files")
struct SecretTests {
  let site: Site
  let tree: WorkTree
  let path = "stacks/web/.decrypted.web.secret.env"

  init() throws {
    site = try Site()
    try site.apply(try site.commit(["stacks/web/web.secret.env": "cipher"]))
    tree = try WorkTree(site.repository, root: site.root)
  }

  @Test("one is written for us alone, replaced, read and removed, and Git does not see it")
  func life() throws {
    for text in ["A=1\n", "A=2\n", ""] {
      #expect(try tree.writeSecret(Array(text.utf8), to: path, time: Site.time).kept == nil)
      #expect(site.read(path) == text)
      #expect(site.stat(path)?.permissions == 0o600)
      #expect(try tree.secret(at: path) == Array(text.utf8))
    }
    #expect(try site.git("status", "--porcelain") == "")
    try tree.removeSecret(path)
    #expect(try tree.secret(at: path) == nil)
    #expect(try site.folder.folder("stacks/web").names() == ["web.secret.env"])
    try tree.removeSecret(path)
  }

  @Test("a link of its name is replaced, and what it points to left alone")
  func link() throws {
    try site.writeOutside("file", "outside")
    try site.link(path, to: "../../../outside/file")
    #expect(try tree.secret(at: path) == nil)
    #expect(try tree.writeSecret([65], to: path, time: Site.time).kept == nil)
    #expect(site.stat(path)?.kind == .file)
    #expect(try Folder.open(site.outside).read("file") == Array("outside".utf8))
    try site.link(path, to: "../../../outside/file")
    try tree.removeSecret(path)
    #expect(site.stat(path) == nil)
    #expect(try Folder.open(site.outside).names() == ["file"])
  }

  @Test("a link in the place of its folder is not followed")
  func folderLink() throws {
    try site.remove("stacks/web")
    try site.link("stacks/web", to: "../../outside")
    try site.writeOutside(".decrypted.web.secret.env", "outside")
    #expect(throws: CheckoutError.self) {
      _ = try tree.writeSecret([65], to: path, time: Site.time)
    }
    #expect(try tree.secret(at: path) == nil)
    try tree.removeSecret(path)
    let outside = try Folder.open(site.outside)
    #expect(try outside.read(".decrypted.web.secret.env") == Array("outside".utf8))
  }

  @Test("an empty folder of its name goes, one with data moves aside")
  func folder() throws {
    try site.makeFolder(path)
    #expect(try tree.writeSecret([65], to: path, time: Site.time).kept == nil)
    try tree.removeSecret(path)
    try site.write(path + "/data", "data")
    let kept = try tree.writeSecret([65], to: path, time: Site.time).kept
    #expect(kept?.kept == path + Site.kept)
    #expect(site.read(path + Site.kept + "/data") == "data")
    #expect(site.read(path) == "A")
  }

  @Test("one that others can read, or that is no regular file, does not count")
  func foreign() throws {
    try site.write(path, "A=1", mode: 0o644)
    #expect(try tree.secret(at: path) == nil)
    try site.remove(path)
    mkfifo(site.full(path), 0o600)
    #expect(try tree.secret(at: path) == nil)
  }

  @Test("what a killed run left of writing one goes with it")
  func leftover() throws {
    let leftover = "stacks/web/" + Folder.temporaryName(for: ".decrypted.web.secret.env")
    try site.write(leftover, "half")
    try tree.removeSecret(path)
    #expect(site.stat(leftover) == nil)
  }
}

@Suite("what stays behind is named")
struct UntrackedTests {
  @Test("untracked files and folders are listed by name, folders not looked into")
  func list() throws {
    let site = try Site()
    let commit = try site.commit(["stacks/a/compose.yaml": "1", "stacks/a/conf/x": "1"])
    try site.apply(commit)
    for path in ["data/one", "data/two", "conf/y", "z", ".decrypted.x", ".converge-new-y"] {
      try site.write("stacks/a/" + path, "1")
    }
    try site.link("stacks/a/link", to: "/etc")
    let tree = try WorkTree(site.repository, root: site.root)
    let all = try tree.untracked(below: "stacks/a", of: commit.tree)
    #expect(
      all.paths == [
        "stacks/a/conf/y", "stacks/a/data/", "stacks/a/link", "stacks/a/z",
      ])
    #expect(!all.isTruncated)
    let some = try tree.untracked(below: "stacks/a", of: commit.tree, limit: 2)
    #expect(some.paths == ["stacks/a/conf/y", "stacks/a/data/"])
    #expect(some.isTruncated)
    let gone = try tree.untracked(below: "stacks/b", of: commit.tree)
    #expect(gone == Untracked())
    let removed = try site.commit(["other": "1"])
    let rest = try tree.untracked(below: "stacks/a", of: removed.tree)
    #expect(rest.paths.first == "stacks/a/compose.yaml")
  }
}
