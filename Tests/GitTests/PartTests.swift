import Glibc
import Posix
import Testing

@testable import Git

@Suite("A remote that does not send everything")
struct PartTests {
  /// Sends these objects alone, as git names them, and tells how that went.
  private func send(
    _ objects: String, of head: ObjectID, to workspace: Workspace
  ) throws -> GitError.Code? {
    let repository = try Repository.open(workspace.checkout)
    let watchdog = Watchdog(seconds: 60, patience: nil, stop: nil)
    let incoming = try Incoming(repository, watchdog)
    let work = "git -C \(workspace.folder)/work"
    do throws(GitError) {
      _ = try repository.receive(head, "fetch main", incoming) {
        let pack = "pack-objects -q \(incoming.packs)/pack"
        _ = try? workspace.run("bash", ["-c", "\(work) rev-parse \(objects) | \(work) \(pack)"])
        return 1
      }
      return nil
    } catch {
      return error.code
    }
  }

  /// Three commits, of which the first is here.
  private func prepared() throws -> (workspace: Workspace, head: ObjectID) {
    let workspace = try Workspace(served: false)
    let first = try workspace.push("main", ["a": "first\n"])
    _ = try workspace.fetch(Remote(url: workspace.origin))
    try workspace.repository.setReference("refs/heads/main", to: first)
    try workspace.push("main", ["a": "second\n"])
    return (workspace, try workspace.push("main", ["a": "third\n"]))
  }

  @Test(
    "is given up, and nothing of it is kept, so that the next remote can send all of it",
    arguments: ["", "HEAD", "HEAD HEAD^{tree}", "HEAD HEAD^{tree} HEAD:a"])
  func part(_ objects: String) throws {
    let (workspace, head) = try prepared()
    let before = try workspace.objects
    #expect(try send(objects, of: head, to: workspace) == .unreachable)
    #expect(try workspace.objects == before)
    #expect(try !workspace.repository.contains(head))
    #expect(try workspace.fetch(Remote(url: workspace.origin)).head == head)
    #expect(try workspace.repository.isComplete(head))
  }

  @Test("may leave out no commit at the first fetch either, but the files of old ones")
  func first() throws {
    let workspace = try Workspace(served: false)
    try workspace.push("main", ["a": "first\n"])
    let head = try workspace.push("main", ["a": "second\n"])
    #expect(try send("HEAD HEAD^{tree}", of: head, to: workspace) == .unreachable)
    #expect(try send("HEAD HEAD^{tree} HEAD:a", of: head, to: workspace) == .unreachable)
    #expect(try !workspace.repository.contains(head))
    #expect(try send("HEAD HEAD^{tree} HEAD:a HEAD~1", of: head, to: workspace) == nil)
    #expect(try workspace.repository.isComplete(head))
  }

  @Test(
    "is not to blame for what was missing or broken here before",
    arguments: ["HEAD:a", "HEAD^{tree}", "HEAD~1", "HEAD~1:a"], [true, false])
  func missingBefore(_ which: String, isMissing: Bool) throws {
    let workspace = try Workspace(served: false)
    try workspace.push("main", ["a": "first\n"])
    let known = try workspace.push("main", ["a": "second\n"])
    _ = try workspace.fetch(Remote(url: workspace.origin))
    try workspace.repository.setReference("refs/heads/main", to: known)
    let object = try workspace.work("rev-parse", which)
    try workspace.unpack()
    try workspace.move()
    let path = "\(workspace.gitFolder)/objects/\(object.prefix(2))/\(object.dropFirst(2))"
    unlink(path)
    if !isMissing { try write("nonsense", to: path) }
    // what it has, as the server is told, is left out
    let head = try workspace.push("main", ["a": "first\n", "b": "new\n"])
    #expect(try send("HEAD HEAD^{tree} HEAD:b", of: head, to: workspace) == nil)
    #expect(try Repository.open(workspace.checkout).contains(head))
  }

  @Test("does not take what a killed fetch left for its own")
  func leftover() throws {
    let (workspace, head) = try prepared()
    let folder = "\(workspace.gitFolder)/objects/\(Folder.temporaryName(for: "incoming"))"
    try workspace.run("mkdir", ["-p", "\(folder)/pack"])
    try write("half", to: "\(folder)/pack/tmp_pack_x")
    #expect(try workspace.fetch(Remote(url: workspace.origin)).head == head)
    #expect(access(folder, F_OK) != 0)
    #expect(try !workspace.objects.contains { $0.hasSuffix("tmp_pack_x") })
  }

  @Test("because a file of it is damaged there is the remote's failure", arguments: [true, false])
  func damagedThere(_ isMissing: Bool) throws {
    let (workspace, _) = try prepared()
    let blob = try workspace.work("rev-parse", "HEAD:a")
    try workspace.unpack(workspace.origin)
    let path = "\(workspace.origin)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    unlink(path)
    if !isMissing { try write("nonsense", to: path) }
    let before = try workspace.objects
    #expect(try workspace.failure(Remote(url: workspace.origin)).code == .unreachable)
    #expect(try workspace.objects == before)
  }
}

extension Workspace {
  /// The files of the object database.
  var objects: [Substring] {
    get throws {
      try run("find", ["\(gitFolder)/objects", "-mindepth", "2"]).split(separator: "\n").sorted()
    }
  }

  /// Puts each object into a file of its own.
  func unpack(_ repository: String? = nil) throws {
    let folder = repository ?? gitFolder
    let script = """
      cd \(folder)/objects && mkdir \(self.folder)/packs
      for pack in pack/*.pack; do [ ! -e "$pack" ] || mv "$pack" \(self.folder)/packs; done
      rm -f pack/*
      for pack in \(self.folder)/packs/*; do
        [ ! -e "$pack" ] || git --git-dir \(folder) unpack-objects -q < "$pack"
      done
      rm -r \(self.folder)/packs
      """
    try run("bash", ["-c", script])
  }
}
