import Glibc
import Posix
import Testing

@testable import Git

@Suite("A damaged repository")
struct DamageTests {
  /// A repository whose branch main is at a commit with a folder and two files.
  private func prepared(loose: Bool = false) throws -> (Workspace, ObjectID) {
    let workspace = try Workspace(served: false)
    mkdir("\(workspace.folder)/work/sub", 0o755)
    let id = try workspace.push("main", ["a": "first file\n", "sub/b": "second file\n"])
    _ = try workspace.fetch(Remote(url: workspace.origin))
    try workspace.repository.setReference("refs/heads/main", to: id)
    if loose {
      let pack = try #require(try workspace.packs.first { $0.hasSuffix(".pack") })
      let moved = "\(workspace.folder)/moved.pack"
      try #require(rename(pack, moved) == 0)
      try workspace.run("rm", ["-rf", "\(workspace.gitFolder)/objects/pack"])
      try workspace.run(
        "bash", ["-c", "git --git-dir \(workspace.gitFolder) unpack-objects -q < \(moved)"])
    }
    // libgit2 keeps packs open, for the whole process and by path
    try workspace.move()
    return (workspace, id)
  }

  private func code(_ body: () throws -> Void) -> GitError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? GitError)?.code
    }
  }

  @Test("with a truncated or overwritten pack", arguments: [true, false])
  func pack(_ truncated: Bool) throws {
    let (workspace, id) = try prepared()
    for path in try workspace.packs where path.hasSuffix(".pack") {
      var bytes = try Descriptor.open(path).readAll()
      if truncated {
        bytes.removeLast(40)
      } else {
        bytes[30..<60] = [UInt8](repeating: 0, count: 30)[...]
      }
      unlink(path)
      try write(bytes, to: path)
    }
    let damaged = try Repository.open(workspace.checkout)
    #expect(code { _ = try damaged.commit(id) } == .damaged)
    #expect(try !damaged.isComplete(id))
    #expect(
      code { _ = try damaged.fetch(Remote(url: workspace.origin), branch: "main", deadline: 9) }
        == .damaged)
  }

  @Test("without its packs")
  func noPacks() throws {
    let (workspace, id) = try prepared()
    for path in try workspace.packs { unlink(path) }
    let damaged = try Repository.open(workspace.checkout)
    #expect(code { _ = try damaged.commit(id) } == .damaged)
    #expect(try !damaged.isComplete(id))
  }

  @Test(
    "without one object", arguments: ["HEAD", "HEAD^{tree}", "HEAD:sub", "HEAD:a", "HEAD:sub/b"])
  func missingObject(_ which: String) throws {
    let (workspace, id) = try prepared(loose: true)
    #expect(try Repository.open(workspace.checkout).isComplete(id))
    let object = try workspace.inspect("rev-parse", which)
    unlink("\(workspace.gitFolder)/objects/\(object.prefix(2))/\(object.dropFirst(2))")
    let damaged = try Repository.open(workspace.checkout)
    #expect(try !damaged.isComplete(id))
  }

  @Test("with one object overwritten", arguments: ["HEAD", "HEAD^{tree}", "HEAD:sub", "HEAD:a"])
  func brokenObject(_ which: String) throws {
    let (workspace, id) = try prepared(loose: true)
    let object = try workspace.inspect("rev-parse", which)
    let path = "\(workspace.gitFolder)/objects/\(object.prefix(2))/\(object.dropFirst(2))"
    unlink(path)
    try write("nonsense", to: path)
    let damaged = try Repository.open(workspace.checkout)
    #expect(try !damaged.isComplete(id))
    #expect(
      code {
        let tree = try damaged.commit(id).tree
        for file in try damaged.files(of: tree) ?? [] { _ = try damaged.blob(file.id) }
      } == .damaged)
  }

  @Test(
    "with nonsense in a file of Git's own",
    arguments: [
      ("HEAD", GitError.Code.damaged), ("refs/heads/main", .damaged), ("packed-refs", .damaged),
      ("config", .damaged), ("index", nil),
    ])
  func nonsense(_ file: String, _ expected: GitError.Code?) throws {
    let (workspace, id) = try prepared()
    try write("\u{1}nonsense\n\n[[[", to: "\(workspace.gitFolder)/\(file)")
    let found = code {
      let damaged = try Repository.open(workspace.checkout)
      #expect(try damaged.commitID(of: "refs/heads/main") == id)
      try damaged.setHead(branch: "main")
      try damaged.setReference("refs/heads/main", to: id)
    }
    #expect(found == expected)
  }

  @Test(
    "without a file of Git's own is none, and is made again",
    arguments: ["HEAD", "refs", "objects"])
  func missingFile(_ file: String) throws {
    let (workspace, id) = try prepared()
    try workspace.run("rm", ["-rf", "\(workspace.gitFolder)/\(file)"])
    #expect(code { _ = try Repository.open(workspace.checkout) } == .notFound)
    let made = try Repository.create(workspace.checkout, branch: "main")
    if file == "objects" { unlink("\(workspace.gitFolder)/refs/heads/main") }
    #expect(
      try made.fetch(Remote(url: workspace.origin), branch: "main", deadline: 9).head == id)
    #expect(try made.isComplete(id))
  }

  @Test(
    "with locks left behind says which, where they matter",
    arguments: [
      ("index.lock", false), ("config.lock", false), ("packed-refs.lock", false),
      ("HEAD.lock", true), ("refs/heads/main.lock", true),
    ])
  func locks(_ file: String, _ matters: Bool) throws {
    let (workspace, id) = try prepared()
    try write("", to: "\(workspace.gitFolder)/\(file)")
    let locked = try Repository.open(workspace.checkout)
    let next = try workspace.push("main", ["a": "changed\n"])
    #expect(
      try locked.fetch(Remote(url: workspace.origin), branch: "main", deadline: 9).head == next)
    func change() throws {
      try locked.setReference("refs/heads/main", to: id)
      try locked.setHead(branch: "main")
    }
    guard matters else { return try change() }
    let error = try thrown(GitError.self, change)
    #expect(error.code == .locked)
    #expect(
      error.reason == "failed to lock file '\(workspace.gitFolder)/\(file)' for writing; "
        + "it is in the way; if no other git is at work, remove it")
  }

  @Test("is set aside and made anew, while the files stay")
  func renewal() throws {
    let (workspace, id) = try prepared()
    try write("data", to: "\(workspace.checkout)/data")
    for path in try workspace.packs { unlink(path) }
    let (renewed, aside) = try Repository.renew(workspace.checkout, branch: "main")
    #expect(try renewed.commitID(of: "refs/heads/main") == nil)
    #expect(
      try renewed.fetch(Remote(url: workspace.origin), branch: "main", deadline: 9)
        == Fetched(head: id, objects: 5))
    #expect(try renewed.isComplete(id))
    #expect(aside.hasPrefix("\(workspace.checkout)/.git.damaged-"))
    #expect(access("\(aside)/HEAD", F_OK) == 0)
    #expect(try text("\(workspace.checkout)/data") == "data")
    #expect(Repository.setAside(in: workspace.checkout, within: 3600) == aside)
    let old = "\(workspace.checkout)/.git.damaged-20200102T030405Z"
    try #require(rename(aside, old) == 0)
    #expect(Repository.setAside(in: workspace.checkout, within: 3600) == nil)
    #expect(Repository.setAside(in: workspace.checkout, within: 1_000_000_000) == old)
  }
}

extension Workspace {
  var packs: [String] {
    get throws {
      let folder = "\(gitFolder)/objects/pack"
      return try Folder.open(folder).names().map { "\(folder)/\($0)" }
    }
  }
}
