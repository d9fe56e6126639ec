import Checkout
import Git
import Glibc
import Posix
import Testing

@Suite("local edits go, data that is not tracked stays")
struct LocalDataTests {
  @Test("edits, modes and deletions of tracked files are undone")
  func edits() throws {
    let site = try Site()
    let commit = try site.commit([
      "edited": "1", "mode": "1", "secret": "1", "gone": "1", "folder/gone": "1",
      "link": .link("edited"), "lostlink": .link("x"),
    ])
    try site.apply(commit)
    let before = try site.snapshot()
    try site.overwrite("edited", "2")
    site.chmod("mode", 0o755)
    site.chmod("secret", 0o600)
    try site.remove("gone")
    try site.remove("folder")
    try site.link("link", to: "elsewhere")
    try site.remove("lostlink")
    let report = try site.apply(commit)
    #expect(report.keptAside.isEmpty)
    #expect(report.changes.count == 7 && report.changes.allSatisfy { $0.what == .restored })
    #expect(try site.snapshot() == before)
    try site.expectSettled(commit)
  }

  @Test("untracked and ignored files survive a checkout")
  func untracked() throws {
    let site = try Site()
    try site.apply(try site.commit([".gitignore": "*.log\n", "a/x": "1"]))
    try site.write("a/data.log", "ignored")
    try site.write("a/data", "untracked")
    try site.write("db/table", "untracked")
    try site.apply(try site.commit(["b": "1"]))
    #expect(site.read("a/data.log") == "ignored")
    #expect(site.read("a/data") == "untracked")
    #expect(site.read("db/table") == "untracked")
  }

  /// What a test puts in the way.
  enum Planted: String, CaseIterable {
    case file, folder, link, folderLink, pipe

    func plant(_ site: Site, at path: String) throws {
      switch self {
      case .file: try site.write(path, "data")
      case .folder: try site.write(path + "/inner", "data")
      case .link: try site.link(path, to: "../outside/file")
      case .folderLink: try site.link(path, to: "../outside")
      case .pipe: mkfifo(site.full(path), 0o600)
      }
    }

    func isThere(_ site: Site, at path: String) -> Bool {
      switch self {
      case .file: return site.read(path) == "data"
      case .folder: return site.read(path + "/inner") == "data"
      case .link, .folderLink: return site.stat(path)?.kind == .link
      case .pipe: return site.stat(path)?.kind == .other
      }
    }
  }

  @Test("whatever stands where a file comes moves aside", arguments: Planted.allCases)
  func inTheWayOfFile(_ planted: Planted) throws {
    let site = try Site()
    try site.writeOutside("file", "outside")
    try site.apply(try site.commit(["a": "1"]))
    try planted.plant(site, at: "x")
    let next = try site.commit(["a": "1", "x": "tracked"])
    let report = try site.apply(next)
    #expect(report.keptAside.map(\.path) == ["x"])
    #expect(report.keptAside.map(\.kept) == ["x\(Site.kept)"])
    #expect(report.keptAside.map(\.reason) == [.untracked])
    #expect(planted.isThere(site, at: "x\(Site.kept)"))
    #expect(site.read("x") == "tracked")
    #expect(try Folder.open(site.outside).read("file") == Array("outside".utf8))
    try site.expectSettled(next)
  }

  @Test(
    "whatever stands where a folder comes moves aside, but a folder",
    arguments: Planted.allCases)
  func inTheWayOfFolder(_ planted: Planted) throws {
    let site = try Site()
    try site.writeOutside("file", "outside")
    try site.apply(try site.commit(["a": "1"]))
    try planted.plant(site, at: "x")
    let next = try site.commit(["a": "1", "x/file": "tracked", "x/y/z": "tracked"])
    let report = try site.apply(next)
    #expect(site.read("x/file") == "tracked")
    #expect(try Folder.open(site.outside).names() == ["file"])
    #expect(try Folder.open(site.outside).read("file") == Array("outside".utf8))
    if planted == .folder {
      #expect(report.keptAside.isEmpty)
      #expect(site.read("x/inner") == "data")
    } else {
      #expect(report.keptAside.map(\.kept) == ["x\(Site.kept)"])
      #expect(planted.isThere(site, at: "x\(Site.kept)"))
    }
  }

  @Test("a tracked file replaced by something else comes back", arguments: Planted.allCases)
  func replacedFile(_ planted: Planted) throws {
    let site = try Site()
    try site.writeOutside("file", "outside")
    let commit = try site.commit(["s/x": "tracked"])
    try site.apply(commit)
    try site.remove("s/x")
    if planted == .link || planted == .folderLink {
      try site.link("s/x", to: "../../outside" + (planted == .link ? "/file" : ""))
    } else {
      try planted.plant(site, at: "s/x")
    }
    let report = try site.apply(commit)
    #expect(site.read("s/x") == "tracked")
    #expect(try Folder.open(site.outside).read("file") == Array("outside".utf8))
    // an edited file and a link hold nothing but a local edit
    let isData = planted == .folder || planted == .pipe
    #expect(report.keptAside.count == (isData ? 1 : 0))
    if isData { #expect(planted.isThere(site, at: "s/x\(Site.kept)")) }
    try site.expectSettled(commit)
  }

  @Test("a tracked folder replaced by a link to outside comes back, the outside is untouched")
  func replacedFolder() throws {
    let site = try Site()
    let commit = try site.commit(["s/t/x": "1", "s/t/y": "2"])
    try site.apply(commit)
    try site.remove("s")
    try site.writeOutside("t/x", "outside")
    try site.link("s", to: "../outside")
    for next in [commit, try site.commit(["s/t/x": "3", "s/new": "4"])] {
      try site.remove("s")
      try site.link("s", to: "../outside")
      let report = try site.apply(next, time: next.id == commit.id ? Site.time : Site.time + 60)
      #expect(report.keptAside.map(\.path) == ["s"])
      try site.expectSettled(next)
    }
    #expect(try Folder.open(site.outside).names() == ["t"])
    #expect(try Folder.open(site.outside).names() == ["t"])
    #expect(try Folder.open(site.outside).read("t/x") == Array("outside".utf8))
  }

  @Test("files removed by a commit below a link to outside are not removed there")
  func removedBelowLink() throws {
    let site = try Site()
    try site.apply(try site.commit(["s/x": "1", "a": "1"]))
    try site.remove("s")
    try site.writeOutside("x", "1")
    try site.link("s", to: "../outside")
    let next = try site.commit(["a": "1"])
    #expect(try site.apply(next).isEmpty)
    #expect(try Folder.open(site.outside).read("x") == Array("1".utf8))
    #expect(site.stat("s")?.kind == .link)
  }

  @Test("a regular file that took the place of a tracked link is data")
  func replacedLink() throws {
    let site = try Site()
    let commit = try site.commit(["x": .link("y")])
    try site.apply(commit)
    try site.write("x", "data")
    let report = try site.apply(commit)
    #expect(report.keptAside.map(\.reason) == [.replaced])
    #expect(site.read("x\(Site.kept)") == "data")
    try site.expectSettled(commit)
  }

  @Test("a file that is no longer tracked goes if it is what was checked out")
  func noLongerTracked() throws {
    let site = try Site()
    try site.apply(try site.commit(["same": "1", "edited": "1", "mode": "1", "touched": "1"]))
    try site.overwrite("edited", "grown")
    site.chmod("mode", 0o755)
    try site.overwrite("touched", "1")
    let next = try site.commit(["other": "1"])
    let report = try site.apply(next)
    #expect(report.removed == ["mode", "same", "touched"])
    #expect(report.keptAside.map(\.path) == ["edited"])
    #expect(report.keptAside.map(\.reason) == [.noLongerTracked])
    #expect(try site.snapshot() == ["file 644 edited\(Site.kept) = grown", "file 644 other = 1"])
    try site.expectSettled(next)
  }

  @Test("a folder that holds data moves aside whole where a file comes")
  func folderWithData() throws {
    let site = try Site()
    try site.apply(try site.commit(["x/tracked": "1", "x/edited": "1"]))
    try site.write("x/data", "untracked")
    try site.overwrite("x/edited", "grown")
    let next = try site.commit(["x": "file"])
    let report = try site.apply(next)
    #expect(report.keptAside.map(\.path) == ["x/edited", "x"])
    #expect(
      try site.snapshot() == [
        "file 644 x = file", "folder 755 x\(Site.kept)", "file 644 x\(Site.kept)/data = untracked",
        "file 644 x\(Site.kept)/edited\(Site.kept) = grown",
      ])
    try site.expectSettled(next)
  }

  @Test("an empty folder where a file comes, as Docker makes for a missing bind source, goes")
  func emptyFolder() throws {
    let site = try Site()
    try site.makeFolder("x")
    let next = try site.commit(["x": "file"])
    #expect(try site.apply(next).keptAside.isEmpty)
    #expect(try site.snapshot() == ["file 644 x = file"])
  }

  @Test("an untracked file equal to what comes is taken over, and keeps its inode")
  func takeOver() throws {
    let site = try Site()
    try site.apply(try site.commit(["a": "1"]))
    try site.write("x/same", "equal", mode: 0o600)
    try site.link("link", to: "a")
    let inode = site.stat("x/same")?.inode
    let next = try site.commit(["a": "1", "x/same": "equal", "link": .link("a")])
    let report = try site.apply(next)
    #expect(report.keptAside.isEmpty)
    #expect(site.stat("x/same")?.inode == inode)
    #expect(site.stat("x/same")?.permissions == 0o644)
    try site.expectSettled(next)
  }

  @Test("kept names are never reused")
  func keptNames() throws {
    let site = try Site()
    let (without, with) = (try site.commit(["a": "1"]), try site.commit(["a": "1", "x": "2"]))
    for number in 1...3 {
      try site.apply(without)
      try site.write("x", "data \(number)")
      try site.apply(with)
    }
    #expect(site.read("x\(Site.kept)") == "data 1")
    #expect(site.read("x\(Site.kept)-1") == "data 2")
    #expect(site.read("x\(Site.kept)-2") == "data 3")
  }

  @Test("the longest of names can be written and kept aside")
  func longNames() throws {
    let site = try Site()
    let name = String(repeating: "é", count: 127) + "x"
    try site.write(name, "data")
    let commit = try site.commit([name: "tracked"])
    let report = try site.apply(commit)
    #expect(report.keptAside.count == 1)
    #expect(site.read(report.keptAside[0].kept) == "data")
    #expect(site.read(name) == "tracked")
    try site.expectSettled(commit)
  }

  @Test("where it is not known what was checked out, equal files are taken over, others kept")
  func noBase() throws {
    let site = try Site()
    let commit = try site.commit(["same": "1", "other": "1", "gone": "1"])
    try site.apply(commit)
    try site.git("update-ref", "-d", Records.checkout)
    try site.overwrite("other", "2")
    try site.remove("gone")
    let inode = site.stat("same")?.inode
    let report = try site.apply(commit)
    #expect(report.keptAside.map(\.path) == ["other"])
    #expect(report.written == ["gone", "other"])
    #expect(site.stat("same")?.inode == inode)
    try site.expectSettled(commit)
  }

  @Test("a repository made anew over the files of the old one loses nothing")
  func rebuilt() throws {
    let site = try Site()
    let files: [String: Content] = ["a/same": "1", "a/changed": "1"]
    try site.apply(try site.commit(files))
    try site.write("a/data", "untracked")
    try site.remove(".git")
    _ = try Repository.create(site.root, branch: "main")
    let again = try Site(copying: site)
    let next = try again.commit(["a/same": "1", "a/changed": "2"])
    let report = try again.apply(next)
    #expect(report.keptAside.map(\.kept) == ["a/changed\(Site.kept)"])
    #expect(again.read("a/data") == "untracked")
    try again.expectSettled(next, untracked: ["a/data"])
  }
}
