import Git
import Glibc
import Model
import Posix
import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("Plaintexts in a folder that somebody works in by hand")
struct SecretKeeperTests {
  let desk: Desk
  let files: [SecretFile]
  let commit: Commit
  private let ledger = Kept()

  private final class Kept {
    var ledger = SecretsLedger()
  }

  private static let web = "stacks/web/.decrypted.a.secret.env"
  private static let db = "stacks/db/.decrypted.a.secret.env"

  init() throws {
    desk = try Desk()
    try write(AgeKey.host.identity + "\n", to: desk.state["key"], mode: 0o600)
    let recipient = try Recipient(AgeKey.host.recipient)
    let paths = ["stacks/db/a.secret.env", "stacks/web/a.secret.env"]
    var encrypted: [String: String] = [:]
    for path in paths {
      let text = Array("TOKEN=opensesame\n".utf8)
      let bytes = try Sops.encrypt(text, as: .dotenv, SopsTerms(groups: [[recipient]]), at: 0)
      encrypted[path] = String(decoding: bytes, as: UTF8.self)
    }
    commit = try desk.commit(encrypted)
    try desk.checkOut(commit)
    let (repository, tree) = (desk.repository, commit.tree)
    files = try paths.map { path in
      SecretFile(path: path, blob: try #require(try repository.entry(of: tree, at: path)).id.hex)
    }
  }

  private func keeper(leaving: [String] = []) throws -> SecretKeeper {
    let kept = ledger
    return SecretKeeper(
      workTree: try desk.workTree, repository: desk.repository,
      keys: KeyRing([.file(desk.state["key"])], for: .cycle),
      ledger: kept.ledger, leaving: leaving
    ) { new in kept.ledger = new }
  }

  private func text(_ path: String) -> String? { read("\(desk.checkout)/\(path)") }

  @Test("are left as they are, and written again once the folder is left no longer")
  func life() throws {
    var first = try keeper()
    var secrets = first.open(files)
    #expect(secrets.failures.isEmpty && secrets.outdated == files)
    try first.write(&secrets)
    for path in [SecretKeeperTests.web, SecretKeeperTests.db] {
      try write("TOKEN=mine\n", to: "\(desk.checkout)/\(path)")
    }
    var leaving = try keeper(leaving: ["stacks/web"])
    #expect(!leaving.isCurrent())
    secrets = leaving.open(files)
    #expect(secrets.outdated == [files[0]])
    #expect(secrets.plaintexts[files[1]] == Array("TOKEN=opensesame\n".utf8))
    try leaving.write(&secrets)
    #expect(leaving.isCurrent())
    #expect(text(SecretKeeperTests.db) == "TOKEN=opensesame\n")
    #expect(text(SecretKeeperTests.web) == "TOKEN=mine\n")
    var last = try keeper()
    #expect(!last.isCurrent())
    secrets = last.open(files)
    #expect(secrets.outdated == [files[1]])
    try last.write(&secrets)
    #expect(text(SecretKeeperTests.web) == "TOKEN=opensesame\n")
    #expect(last.isCurrent())
  }

  @Test("are not written where they are missing")
  func missing() throws {
    var leaving = try keeper(leaving: ["stacks/web"])
    var secrets = leaving.open(files)
    secrets.outdated = files
    try leaving.write(&secrets)
    #expect(text(SecretKeeperTests.web) == nil)
    #expect(text(SecretKeeperTests.db) != nil)
    #expect(leaving.isCurrent())
  }

  @Test("are not removed, neither when unused nor when their folder becomes something else")
  func kept() throws {
    var first = try keeper()
    var secrets = first.open(files)
    try first.write(&secrets)
    let other = try desk.commit(["stacks/web": "a file", "stacks/db": "a file"])
    try must(["sh", "-ec", "cd \(desk.checkout); rm stacks/*; mkdir stacks/web stacks/db"])
    secrets.outdated = files
    var again = try keeper()
    try again.write(&secrets)
    var leaving = try keeper(leaving: ["stacks/web"])
    try leaving.makeWay(for: other.tree)
    #expect(text(SecretKeeperTests.web) != nil)
    #expect(text(SecretKeeperTests.db) == nil)
    try leaving.retire(except: []) { _ in false }
    #expect(text(SecretKeeperTests.web) != nil)
    #expect(ledger.ledger.plaintexts.keys.sorted() == [SecretKeeperTests.web])
    var last = try keeper()
    try last.makeWay(for: other.tree)
    #expect(text(SecretKeeperTests.web) == nil)
    #expect(ledger.ledger.plaintexts.isEmpty)
  }
}

@Suite("Plaintexts that containers read")
struct SecretAccessTests {
  let desk: Desk
  let file: SecretFile
  private let ledger = Kept()
  private let path = "stacks/web/.decrypted.tls.secret.pem"

  private final class Kept {
    var ledger = SecretsLedger()
  }

  init() throws {
    desk = try Desk()
    try write(AgeKey.host.identity + "\n", to: desk.state["key"], mode: 0o600)
    let terms = SopsTerms(groups: [[try Recipient(AgeKey.host.recipient)]])
    let bytes = try Sops.encrypt(Array("the key\n".utf8), as: .binary, terms, at: 0)
    let source = "stacks/web/tls.secret.pem"
    let commit = try desk.commit([source: String(decoding: bytes, as: UTF8.self)])
    try desk.checkOut(commit)
    let entry = try desk.repository.entry(of: commit.tree, at: source)
    file = SecretFile(path: source, blob: try #require(entry).id.hex)
  }

  /// What a cycle does with the file.
  private func cycle(_ access: SecretAccess?, forgetting: Bool = false) throws {
    if forgetting { ledger.ledger = SecretsLedger() }
    let kept = ledger
    var keeper = SecretKeeper(
      workTree: try desk.workTree, repository: desk.repository,
      keys: KeyRing([.file(desk.state["key"])], for: .cycle), ledger: kept.ledger
    ) { new in kept.ledger = new }
    var secrets = keeper.open([file])
    #expect(secrets.failures.isEmpty, "\(secrets.failures)")
    try keeper.write(&secrets, access: access.map { [path: $0] } ?? [:])
    #expect(keeper.isCurrent())
    #expect(read("\(desk.checkout)/\(path)") == "the key\n")
  }

  private func status() throws -> FileStatus { try FileStatus.of("\(desk.checkout)/\(path)") }

  private func rights() throws -> [UInt32] {
    let status = try status()
    return [status.owner, status.group, status.permissions]
  }

  private let app = SecretAccess(owner: 1000, group: 1001, mode: 0o440)

  @Test("have the owner and the mode that the Compose file names", .enabled(if: isRoot))
  func granted() throws {
    try cycle(app)
    #expect(try rights() == [1000, 1001, 0o440])
  }

  @Test("keep them while Compose is not asked", .enabled(if: isRoot))
  func remembered() throws {
    try cycle(app)
    try must(["sh", "-c", "echo edited > \(desk.checkout)/\(path)"])
    try cycle(nil)
    #expect(try rights() == [1000, 1001, 0o440])
    try must(["chmod", "444", "\(desk.checkout)/\(path)"])
    try cycle(nil)
    #expect(try rights() == [1000, 1001, 0o440])
  }

  @Test("keep them where it was forgotten whose they are", .enabled(if: isRoot))
  func forgotten() throws {
    try cycle(app)
    try cycle(nil, forgetting: true)
    #expect(try rights() == [1000, 1001, 0o440])
  }

  @Test("get new ones in place: containers go on seeing the same file", .enabled(if: isRoot))
  func changed() throws {
    try cycle(app)
    let inode = try status().inode
    try cycle(SecretAccess(owner: 33, group: 33, mode: 0o400))
    #expect(try rights() == [33, 33, 0o400])
    try cycle(.closed)
    #expect(try rights() == [0, 0, 0o600])
    #expect(try status().inode == inode)
  }

  @Test("are root's alone where nothing is said")
  func closed() throws {
    try cycle(nil)
    #expect(try rights() == [geteuid(), getegid(), 0o600])
  }
}

private let isRoot = geteuid() == 0

@Suite("x-converge: secrets")
struct SecretRulesTests {
  private let stack = Stack(
    name: StackName("web")!, composeFiles: ["stacks/web/compose.yaml"], environment: [],
    files: ["stacks/web/a.secret.pem", "stacks/web/sub/b.secret.env", "global/c.secret.pem"].map {
      SecretFile(path: $0, blob: "1")
    })
  private let app = SecretAccess(owner: 1000, group: 1000, mode: 0o400)

  @Test("names encrypted files from the stack's folder")
  func named() throws {
    #expect(
      try SecretRules.access(of: stack, ["./a.secret.pem": app])
        == ["stacks/web/.decrypted.a.secret.pem": app])
    #expect(
      try SecretRules.access(of: stack, [:])
        == ["stacks/web/.decrypted.a.secret.pem": .closed])
  }

  @Test(
    "is refused for anything else",
    arguments: [
      ("x.secret.pem", "the stack has a.secret.pem"),
      (".decrypted.a.secret.pem", "name the encrypted file; the stack has a.secret.pem"),
      ("sub/b.secret.env", "files of variables are always root's alone: Compose reads them"),
      ("../../global/c.secret.pem", "only for files in the stack's own folder"),
    ])
  func refused(name: String, hint: String) throws {
    do throws(Problem) {
      _ = try SecretRules.access(of: stack, [name: app])
      Issue.record("taken")
    } catch {
      #expect(
        error.message == "x-converge: secrets: \(name) is no encrypted file that can have an owner")
      #expect(error.hint?.hasPrefix(hint) == true, "\(error)")
    }
  }
}
