import Git
import Testing

/// Trees that the real git makes of files, in a repository that is asked for the same.
private struct Trees {
  let workspace: Workspace
  let repository: Repository

  init() throws {
    workspace = try Workspace(served: false)
    repository = try Repository.open("\(workspace.folder)/work")
  }

  /// The tree of just these files.
  func of(_ files: [String: String]) throws -> ObjectID {
    try workspace.work("rm", "-rfq", "--ignore-unmatch", ".")
    for (path, text) in files {
      let file = "\(workspace.folder)/work/\(path)"
      try workspace.run("mkdir", ["-p", String(file[..<file.lastIndex(of: "/")!])])
      try write(text, to: file)
    }
    try workspace.work("add", "-Af")
    return try #require(ObjectID(hex: try workspace.work("write-tree")))
  }

  func folder(_ path: String, of tree: ObjectID) throws -> ObjectID {
    try #require(try repository.entry(of: tree, at: path)).id
  }

  /// Every file of the object database with its time.
  func marks() throws -> String {
    let files = try workspace.run(
      "find", ["\(workspace.folder)/work/.git", "-type", "f", "-printf", "%p %T@ %C@\\n"])
    return files.split(separator: "\n").sorted().joined(separator: "\n")
  }
}

@Suite("A tree in which folders come from other trees")
struct TreeTests {
  private static let all = [
    "a": "1", "stacks/db/compose.yaml": "1", "stacks/web/compose.yaml": "1",
    "stacks/web/conf/x": "1", "stacks/web-1/compose.yaml": "1", "stacks/web.yaml": "1",
    "stacks/web0": "1", "z/b": "1",
  ]

  @Test("is the one that git would make of the same files")
  func replaced() throws {
    let trees = try Trees()
    let base = try trees.of(TreeTests.all)
    var other = TreeTests.all
    other["stacks/web/compose.yaml"] = "2"
    other["stacks/web/conf/x"] = nil
    other["stacks/db/new"] = "2"
    other["a"] = "2"
    let old = try trees.of(other)
    other["a"] = "1"
    let expected = try trees.of(other)
    let found = try trees.repository.tree(
      base,
      replacing: [
        "stacks/web": trees.folder("stacks/web", of: old),
        "stacks/db": trees.folder("stacks/db", of: old),
      ])
    #expect(found == expected)
    try trees.workspace.work("fsck", "--strict")
  }

  @Test("has a folder at the place where git sorts it")
  func order() throws {
    let trees = try Trees()
    let base = try trees.of(TreeTests.all)
    let web = try trees.folder("stacks/web", of: base)
    let without = try trees.repository.tree(base, replacing: ["stacks/web": nil])
    let others = try trees.of(TreeTests.all.filter { !$0.key.hasPrefix("stacks/web/") })
    #expect(without == others)
    #expect(try trees.repository.tree(without, replacing: ["stacks/web": web]) == base)
    for name in ["stacks/a", "stacks/web-0", "stacks/web.z", "stacks/zz", "0", "zz"] {
      var files = TreeTests.all
      files["\(name)/compose.yaml"] = "1"
      files["\(name)/conf/x"] = "1"
      #expect(try trees.repository.tree(base, replacing: [name: web]) == trees.of(files))
    }
  }

  @Test("loses folders in which nothing is left, up to all of them")
  func empty() throws {
    let trees = try Trees()
    let base = try trees.of(["a": "1", "stacks/db/x": "1", "stacks/web/x": "1"])
    let gone: [String: ObjectID?] = ["stacks/web": nil, "stacks/db": nil, "no/such": nil]
    #expect(try trees.repository.tree(base, replacing: gone) == trees.of(["a": "1"]))
    let nothing = try trees.of([:])
    let only = try trees.of(["stacks/web/x": "1"])
    #expect(try trees.repository.tree(only, replacing: ["stacks/web": nil]) == nothing)
    #expect(try trees.repository.files(of: nothing) == [])
    let web = try trees.folder("stacks/web", of: base)
    #expect(try trees.repository.tree(nothing, replacing: ["stacks/web": web]) == only)
  }

  @Test("has one where a file stood, and one below another that is replaced")
  func nested() throws {
    let trees = try Trees()
    let base = try trees.of(["stacks/web": "a file", "a/b/c": "1"])
    let web = try trees.folder("a/b", of: base)
    let a = try trees.folder("a", of: base)
    #expect(
      try trees.repository.tree(base, replacing: ["stacks/web": web])
        == trees.of(["stacks/web/c": "1", "a/b/c": "1"]))
    #expect(
      try trees.repository.tree(base, replacing: ["a/x": web, "a": a, "a/b/d": web])
        == trees.of(["stacks/web": "a file", "a/b/c": "1", "a/b/d/c": "1", "a/x/c": "1"]))
  }

  @Test("is the tree itself, and nothing is written, where nothing changes")
  func nothing() throws {
    let trees = try Trees()
    let base = try trees.of(TreeTests.all)
    let web = try trees.folder("stacks/web", of: base)
    let before = try trees.marks()
    #expect(try trees.repository.tree(base, replacing: [:]) == base)
    #expect(try trees.repository.tree(base, replacing: ["stacks/web": web, "no": nil]) == base)
    #expect(try trees.marks() == before)
    let changed = try trees.repository.tree(base, replacing: ["stacks/web": nil])
    let after = try trees.marks()
    #expect(after != before)
    #expect(try trees.repository.tree(base, replacing: ["stacks/web": nil]) == changed)
    #expect(try trees.marks() == after)
  }

  @Test("is not made where a path leads through a file, or a tree is not here")
  func refused() throws {
    let trees = try Trees()
    let base = try trees.of(TreeTests.all)
    let web = try trees.folder("stacks/web", of: base)
    let file = try trees.folder("stacks/web0", of: base)
    let missing = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let attempts: [([String: ObjectID?], GitError.Code, String)] = [
      (["stacks/web.yaml/x": web], .invalidName, "stacks/web.yaml is not a folder"),
      (["a/x/y": nil], .invalidName, "a is not a folder"), (["": web], .invalidName, "no name"),
      (["stacks/web": missing], .damaged, "1111111"),
      (["stacks/web": file], .damaged, "not a tree"),
    ]
    let before = try trees.marks()
    for (replacing, code, words) in attempts {
      do throws(GitError) {
        _ = try trees.repository.tree(base, replacing: replacing)
        Issue.record("\(words): was made")
      } catch {
        #expect(error.code == code)
        #expect(error.description.contains(words), "\(error)")
      }
    }
    #expect(try trees.marks() == before)
  }
}

@Suite("References of verified stacks")
struct VerifiedReferenceTests {
  @Test("are set, listed, read and removed, and keep their commits")
  func life() throws {
    let workspace = try Workspace(served: false)
    let folder = "refs/converge/verified/"
    let commits = [try workspace.push("main", ["a": "1"]), try workspace.push("main", ["a": "2"])]
    let repository = try Repository.open("\(workspace.folder)/work")
    #expect(try repository.referenceNames(below: folder) == [])
    #expect(try repository.commitID(of: folder + "web") == nil)
    for name in ["web", "web-1", "w_e_b", "0"] {
      try repository.setReference(folder + name, to: commits[0])
    }
    try repository.setReference(folder + "web", to: commits[1])
    #expect(
      try repository.referenceNames(below: folder).sorted()
        == ["0", "w_e_b", "web", "web-1"].map { folder + $0 })
    #expect(try repository.commitID(of: folder + "web") == commits[1])
    #expect(try repository.commitID(of: folder + "web-1") == commits[0])
    try repository.removeReference(folder + "web")
    try repository.removeReference(folder + "web")
    #expect(try repository.commitID(of: folder + "web") == nil)
    try workspace.work("update-ref", "-d", "refs/heads/main")
    try workspace.work("reflog", "expire", "--expire=now", "--all")
    try workspace.work("gc", "-q", "--prune=now")
    #expect(try repository.contains(commits[0]))
    #expect(try !repository.contains(commits[1]))
  }
}
