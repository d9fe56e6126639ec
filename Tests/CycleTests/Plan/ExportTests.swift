import Git
import Glibc
import Model
import Posix
import TestSupport
import Testing

@testable import Cycle

@Suite("The copy of a stack's files that Compose reads")
struct ExportTests {
  let desk: Desk

  init() throws { desk = try Desk() }

  private func stack(_ text: String = "web", _ environment: EnvironmentFile...) throws -> Stack {
    Stack(
      name: try name(text), composeFiles: ["stacks/\(text)/compose.yaml"],
      environment: environment)
  }

  private func export(
    _ stacks: Stack..., of tree: ObjectID, plaintexts: [String: [UInt8]] = [:],
    layers: [String: [UInt8]] = [:]
  ) throws -> Export {
    let export = try Export(desk.repository)
    for stack in stacks {
      try export.write(stack, of: tree, plaintexts: plaintexts, layers: layers)
    }
    return export
  }

  private func files(_ export: Export) throws -> [String] {
    try desk.list(export.root).filter { $0.hasPrefix("f ") && !$0.hasSuffix(" lock") }
  }

  private func links(_ export: Export) throws -> [String] {
    try desk.list(export.root).filter { $0.hasPrefix("l ") }.map { String($0.dropFirst(6)) }
  }

  @Test("has the stack's folder, what it reaches and its plaintexts, for their owner alone")
  func contents() throws {
    let commit = try desk.commit([
      "stacks/web/compose.yaml": "include: [../../lib/x.yaml]", "stacks/web/conf/a": "a",
      "stacks/web/app.secret.env": "cipher", "lib/x.yaml": "{}", "global/a.env": "A=1",
      "stacks/db/compose.yaml": "{}", "other": "1",
    ])
    let secret = SecretFile(path: "stacks/web/app.secret.env", blob: "0")
    let layer = SecretFile(path: "global/b.secret.env", blob: "1")
    let export = try export(
      stack("web", .plain("global/a.env"), .layer(.secret(layer)), .secret(secret)),
      of: commit.tree,
      plaintexts: [secret.plaintext: Array("B=2".utf8), layer.plaintext: Array("C=3".utf8)],
      layers: [layer.plaintext: Array("C=3".utf8)])
    #expect(
      try files(export) == [
        "f 600 global/a.env", "f 600 layers/web/global/.decrypted.b.secret.env",
        "f 600 lib/x.yaml", "f 600 stacks/web/.decrypted.app.secret.env",
        "f 600 stacks/web/app.secret.env", "f 600 stacks/web/compose.yaml",
        "f 600 stacks/web/conf/a",
      ])
    #expect(try links(export) == [])
    #expect(read("\(export.root)/stacks/web/.decrypted.app.secret.env") == "B=2")
    #expect(try desk.list(export.root).allSatisfy { !$0.hasPrefix("d ") || $0.hasPrefix("d 700") })
    #expect(FileTree.isInMemory(export.root))
  }

  @Test("leaves out large files, but for those that Compose may read")
  func large() throws {
    let shell = """
      cd stacks/web; for f in data big.yaml big.env .env limit; do
      head -c 1048577 /dev/zero >$f; done; truncate -s 1048576 limit
      """
    let commit = try desk.commit(["stacks/web/compose.yaml": "{}"], shell: shell)
    let names = try files(try export(stack(), of: commit.tree)).map { $0.dropFirst(17) }
    #expect(names == [".env", "big.env", "big.yaml", "compose.yaml", "limit"])
  }

  @Test("shows what nobody committed: in tracked folders each, untracked folders as a whole")
  func untracked() throws {
    let commit = try desk.commit([
      "stacks/web/compose.yaml": "env_file: [../../lib/own.env, ../../mine/x/own.env]",
      "stacks/web/conf/a": "a", "lib/x": "1", "stacks/db/compose.yaml": "{}",
    ])
    try desk.checkOut(commit)
    let own = [
      "stacks/web/own.env", "stacks/web/conf/own", "stacks/web/data/deep/x", "stacks/db/own",
      "lib/own.env", "lib/other", "mine/x/own.env", "mine/y", "stacks/web/.decrypted.old.env",
      "stacks/web/.converge-new-x",
    ]
    for path in own { try write("mine", to: "\(desk.checkout)/\(path)") }
    try must(["ln", "-s", "/nowhere", "\(desk.checkout)/stacks/web/dangling"])
    let export = try export(stack(), of: commit.tree)
    let expected = [
      "lib/own.env", "mine", "stacks/web/conf/own", "stacks/web/dangling", "stacks/web/data",
      "stacks/web/own.env",
    ]
    #expect(try links(export) == expected.map { "\($0) \(desk.checkout)/\($0)" })
    #expect(read("\(export.root)/mine/x/own.env") == "mine")
  }

  @Test("shows what nobody committed beside a Compose file that is included")
  func included() throws {
    let commit = try desk.commit([
      "stacks/web/compose.yaml": "include: [../../lib/db.yaml]", "lib/db.yaml": "{}",
      "lib/more/x": "1",
    ])
    try desk.checkOut(commit)
    try write("mine", to: "\(desk.checkout)/lib/db.env")
    try write("mine", to: "\(desk.checkout)/lib/more/own.env")
    #expect(
      try links(try export(stack(), of: commit.tree))
        == ["lib/db.env", "lib/more/own.env"]
        .map { "\($0) \(desk.checkout)/\($0)" })
  }

  @Test("does not show what the next checkout removes or moves away")
  func removed() throws {
    let old = try desk.commit([
      "stacks/web/compose.yaml": "{}", "stacks/web/gone.env": "1", "stacks/web/former/x": "1",
      "stacks/web/both/x": "1", "stacks/web/folder/x": "1", "lib/gone.env": "1",
    ])
    try desk.checkOut(old)
    try write("mine", to: "\(desk.checkout)/stacks/web/both/own")
    try write("mine", to: "\(desk.checkout)/stacks/web/folder/own")
    try write("mine", to: "\(desk.checkout)/stacks/web/taken")
    try write("mine", to: "\(desk.checkout)/stacks/web/way")
    try must(["tar", "-C", desk.checkout, "-cf", desk.state["t"], "stacks", "lib"])
    let new = try desk.commit([
      "stacks/web/compose.yaml": "env_file: ../../lib/gone.env", "stacks/web/folder": "a file",
      "stacks/web/taken": "ours", "stacks/web/way/x": "1",
    ])
    try must(["sh", "-ec", "cd \(desk.checkout); rm -r *; tar -xf \(desk.state["t"])"])
    let export = try export(stack(), of: new.tree)
    let kept = "stacks/web/both/own"
    #expect(try links(export) == ["\(kept) \(desk.checkout)/\(kept)"])
    #expect(read("\(export.root)/stacks/web/taken") == "ours")
    #expect(read("\(export.root)/stacks/web/folder") == "a file")
  }

  @Test("takes several stacks, each of the tree that is named for it")
  func several() throws {
    let old = try desk.commit([
      "stacks/web/compose.yaml": "old", "stacks/db/compose.yaml": "old", "lib/x": "1",
    ])
    let new = try desk.commit([
      "stacks/web/compose.yaml": "new", "stacks/db/compose.yaml": "new", "lib/x": "1",
    ])
    let export = try Export(desk.repository)
    try export.write(stack("web"), of: old.tree, plaintexts: [:])
    try export.write(stack("db"), of: new.tree, plaintexts: [:])
    #expect(read("\(export.root)/stacks/web/compose.yaml") == "old")
    #expect(read("\(export.root)/stacks/db/compose.yaml") == "new")
  }

  @Test("is gone when nobody has it any more, and what a killed process left with the next one")
  func end() throws {
    let commit = try desk.commit(["stacks/web/compose.yaml": "{}"])
    var root = ""
    do {
      let export = try Export(desk.repository, places: [], fallback: desk.state.path)
      try export.write(stack(), of: commit.tree, plaintexts: [:])
      root = export.root
      #expect(read("\(root)/stacks/web/compose.yaml") == "{}")
      Export.removeLeftovers(fallback: desk.state.path)
      #expect(metadata(root) != nil)
    }
    #expect(metadata(root) == nil)
    let left = desk.state["converge-plan-0123456789abcdef"]
    try write("A=1", to: "\(left)/stacks/web/.decrypted.x")
    let drafts = ["old", "new"].map { desk.state[".converge-new-converge-plan-\($0)"] }
    try must(["mkdir"] + drafts)
    try must(["touch", "-d", "2 minutes ago", drafts[0]])
    Export.removeLeftovers(fallback: desk.state.path)
    #expect(metadata(left) == nil)
    #expect(drafts.map { metadata($0) != nil } == [false, true], "one may be about to be used")
  }

  @Test("stands on a disk only where that is allowed, for root alone")
  func places() throws {
    // other folders of tests may be in memory
    let disk = try must(["mktemp", "-d", "-p", "/var/tmp"])
    defer { _ = try? must(["rm", "-rf", disk]) }
    let commit = try desk.commit(["stacks/web/compose.yaml": "{}"])
    #expect(throws: Failure.self) { try Export(desk.repository, places: [disk]) }
    let export = try Export(desk.repository, places: [disk], fallback: disk)
    try export.write(stack(), of: commit.tree, plaintexts: [:])
    #expect(export.root.hasPrefix(disk))
    #expect(metadata(export.root)?.mode == 0o700)
  }

  @Test(
    "moves where half of the memory's room is taken, with all that was written",
    .enabled(if: geteuid() == 0, "needs root and mount(2)"))
  func full() throws {
    let small = desk.state["small"]
    try must(["mkdir", small])
    try must(["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", small])
    defer { _ = try? must(["umount", small]) }
    let shell = "head -c 90000 /dev/zero >stacks/db/data"
    let commit = try desk.commit(
      ["stacks/web/compose.yaml": "web", "stacks/db/compose.yaml": "db"], shell: shell)
    let export = try Export(desk.repository, places: [small], fallback: desk.state.path)
    try export.write(stack("web"), of: commit.tree, plaintexts: [:])
    #expect(export.root.hasPrefix(small))
    try export.write(stack("db"), of: commit.tree, plaintexts: [:])
    #expect(!export.root.hasPrefix(small))
    #expect(read("\(export.root)/stacks/web/compose.yaml") == "web")
    #expect(read("\(export.root)/stacks/db/data")?.utf8.count == 90000)
    #expect(try desk.list(small) == [])
    let alone = try Export(desk.repository, places: [small])
    #expect(throws: Failure.self) {
      try alone.write(stack("db"), of: commit.tree, plaintexts: [:])
    }
  }
}
