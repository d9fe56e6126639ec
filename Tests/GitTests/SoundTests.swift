import Glibc
import Posix
import Testing

@testable import Git

/// Whose failure it is where something is missing of what a remote sent.
@Suite("What is here is sound") struct SoundTests {
  /// A repository with a commit of one file, to which others are added.
  private let workspace: Workspace
  private let first: ObjectID

  init() throws {
    workspace = try Workspace(served: false)
    first = try workspace.push("main", ["a": "first\n"])
    _ = try workspace.fetch(Remote(url: workspace.origin))
  }

  private func object(_ type: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(workspace.folder)/object"
    try write(bytes, to: file)
    return try workspace.inspect("hash-object", "-t", type, "-w", "--literally", file)
  }

  private func commit(
    _ tree: String, after parent: String, author: String = "t <t@t> 1 +0000"
  ) throws -> String {
    let text = "tree \(tree)\nparent \(parent)\nauthor \(author)\ncommitter t <t@t> 1 +0000\n\nx\n"
    return try object("commit", Array(text.utf8))
  }

  /// Whether it is where the branch is there, now and without the first file.
  private func isSound(at head: String) throws -> [Bool] {
    try workspace.inspect("update-ref", "refs/heads/main", head)
    let before = try Repository.open(workspace.checkout).isSound()
    let blob = try workspace.inspect("rev-parse", "\(first.hex):a")
    try workspace.unpack()
    try workspace.move()
    unlink("\(workspace.gitFolder)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    return [before, try Repository.open(workspace.checkout).isSound()]
  }

  private func empty() throws -> String { try object("tree", []) }

  @Test("where all is that the references lead to")
  func plain() throws {
    let head = try commit(empty(), after: first.hex)
    #expect(try isSound(at: head) == [true, false])
  }

  @Test("also where an old name is not UTF-8, behind which something may be missing")
  func name() throws {
    let blob = try #require(ObjectID(hex: workspace.inspect("rev-parse", "\(first.hex):a")))
    let entry = Array("100644 ".utf8) + [0xe9, 0] + withUnsafeBytes(of: blob.raw.id) { Array($0) }
    let old = try commit(object("tree", entry), after: first.hex)
    #expect(try isSound(at: commit(empty(), after: old)) == [true, false])
  }

  @Test("also where an old commit was made wrongly, behind which something may be missing")
  func author() throws {
    let old = try commit(empty(), after: first.hex, author: "t")
    #expect(try isSound(at: commit(empty(), after: old)) == [true, false])
  }

  @Test("unless a reference names another one that is not there")
  func reference() throws {
    try workspace.inspect("update-ref", "refs/heads/main", first.hex)
    #expect(try Repository.open(workspace.checkout).isSound())
    try workspace.inspect("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    #expect(try !Repository.open(workspace.checkout).isSound())
  }

  @Test("however many packs it is in, of which few are open at once")
  func packs() throws {
    let line = #"printf 'commit refs/heads/main\ncommitter t <t@t> %d +0000\ndata 0\n\n' $n"#
    let pack = "echo $id | git pack-objects -q objects/pack/pack"
    let script = """
      cd \(workspace.gitFolder); for ((n = 1; n < 300; n++)); do \(line); done | git fast-import --quiet
      for id in $(git rev-list --objects main); do \(pack) >/dev/null; done
      """
    try workspace.run("bash", ["-ec", script])
    // one alone has them all
    let largest = try workspace.run(
      "bash", ["-c", "ls -S \(workspace.gitFolder)/objects/pack/*.idx | head -1"])
    for suffix in ["idx", "pack"] { unlink(largest.dropLast(3) + suffix) }
    try workspace.move()
    let repository = try Repository.open(workspace.checkout)
    #expect(try repository.isSound())
    let open = try workspace.run("sh", ["-c", "ls -l /proc/\(getpid())/fd 2>&1 || true"])
    let count = open.split(separator: "\n").filter { $0.contains(workspace.gitFolder) }.count
    #expect(count < 200, "\(open)")
    withExtendedLifetime(repository) {}
  }
}

extension NetworkTests {
  @Suite("A fetch that builds on what is broken here")
  struct BrokenBaseTests {
    @Test("finds that out, whoever it is fetched from", arguments: [true, false])
    func base(_ isMissing: Bool) throws {
      let workspace = try Workspace()
      let remote = try Way.git.remote(workspace)
      let text = (0..<300).map { "line \($0 * 7919)\n" }.joined()
      try workspace.push("main", ["a": text])
      let first = try workspace.fetch(remote).head
      try workspace.repository.setReference("refs/converge/accepted", to: first)
      let blob = try workspace.inspect("rev-parse", "\(first.hex):a")
      try workspace.unpack()
      try workspace.move()
      let path = "\(workspace.gitFolder)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
      unlink(path)
      if !isMissing { try write("nonsense", to: path) }
      try workspace.push("main", ["a": text + "one more\n"])
      let error = try thrown(GitError.self) {
        let repository = try Repository.open(workspace.checkout)
        _ = try repository.fetch(remote, branch: "main", deadline: 60)
      }
      #expect(error.code == .damaged, "\(error)")
    }
  }
}
