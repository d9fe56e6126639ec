import Git
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
      let bytes = try Sops.encryptDotenv(text, to: [recipient], at: 0)
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
