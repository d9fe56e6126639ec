import Glibc
import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("The history of secrets")
struct SecretsHistoryTests {
  private let secret = "stacks/web/web.secret.env"

  @Test("shows plaintext long after it was removed, under each name once") func plaintext() throws {
    let desk = try SecretDesk()
    let first = try desk.commit(["old/a.secret.env": "A=hunter2\n"])
    let moved = try desk.commit(["b.secret.env": "A=hunter2\n", "old/a.secret.env": .none])
    try desk.commit(["b.secret.env": .none])
    let partial = Content.edited("A=x\n", [.media], line: "A=", "A=hunter2")
    let second = try desk.commit(["c.secret.env": partial])
    try desk.commit(["c.secret.env": .none])
    for _ in 0..<5 { try desk.commit() }
    #expect(try desk.lines() == [])
    func tail(_ commit: String) -> String {
      "whoever has read the repository knows it, so change the values at their source; after that, "
        + "--since \(commit) or a later commit passes it over"
    }
    #expect(
      try desk.lines(history: true) == [
        "b.secret.env: error: the whole file was committed in plaintext in \(moved) on 2026-03-01 "
          + "by A Person: \(tail(moved)) [plaintext]",
        "c.secret.env: error: the value of A was committed in plaintext in \(second) on 2026-03-01 "
          + "by A Person: \(tail(second)) [plaintext]",
        "old/a.secret.env: error: the whole file was committed in plaintext in \(first) on "
          + "2026-03-01 by A Person: \(tail(first)) [plaintext]",
      ])
    #expect(try desk.report(history: true).findings.allSatisfy { $0.commit?.count == 40 })
  }

  @Test("shows plaintexts beside encrypted files, and only what came after a commit")
  func since() throws {
    let desk = try SecretDesk()
    let name = "stacks/web/.decrypted.web.secret.env"
    let first = try desk.commit([name: "A=hunter2\n"])
    try desk.commit([name: .none])
    try desk.git("checkout", "-q", "-b", "side", "HEAD~1")
    try desk.git("checkout", "-q", "main")
    let second = try desk.commit(["a.secret.env": "A=hunter2\n"])
    try desk.commit(["a.secret.env": .none])
    func found(since: String?) throws -> [String] {
      var check = SecretsCheck()
      (check.folder, check.history, check.since) = (desk.clone, true, since)
      return try check.run(identities: []).findings.compactMap {
        $0.commit.map { String($0.prefix(7)) }
      }
    }
    #expect(try found(since: nil) == [second, first])
    #expect(try found(since: first) == [second])
    #expect(try found(since: "side") == [second])
    #expect(try found(since: second) == [])
    #expect(try found(since: "HEAD") == [])
    #expect(throws: (any Error).self) { try found(since: "nothing") }
    let lines = try desk.lines(history: true)
    #expect(
      lines.last?.hasPrefix("\(name): error: the whole file was committed in plaintext in \(first)")
        == true && lines.last?.hasSuffix(" [decrypted]") == true)
  }

  @Test("shows plaintext of a branch that was merged") func merged() throws {
    let desk = try SecretDesk()
    try desk.git("checkout", "-q", "-b", "side")
    let commit = try desk.commit(["a.secret.env": "A=1\n"])
    try desk.commit(["a.secret.env": .none])
    try desk.git("checkout", "-q", "main")
    #expect(try desk.lines(history: true) == [])
    try desk.git("merge", "-q", "--no-ff", "side")
    #expect(try desk.lines(history: true).map { $0.contains(commit) } == [true])
  }

  @Test("that ends early is told") func shallow() throws {
    let desk = try SecretDesk()
    try desk.commit()
    let copy = "\(desk.clone)/../copy"
    try desk.git("clone", "-q", "--depth", "1", "file://\(desk.clone)", copy)
    var check = SecretsCheck()
    (check.folder, check.history) = (copy, true)
    let report = try check.run(identities: [])
    #expect(report.findings.map(\.rule) == [.history] && !report.isFaulty)
  }

  @Test("says what a lost host could open") func lostHost() throws {
    let desk = try SecretDesk()
    let began = try desk.git("rev-parse", "HEAD")
    let middle = try desk.commit(["old.secret.env": .sealed("A=1\n", [.media])])
    let ended = try desk.commit(["old.secret.env": .sealed("A=1\n", [.nas])])
    try desk.commit(["gone.secret.env": .sealed("A=1\n", [.media])])
    try desk.commit(["gone.secret.env": .none, "host/media/age.pub": .none])
    try desk.put(["new.secret.env": .sealed("A=1\n", [.media])])
    try desk.commit(["groups.secret.env": .groups("A=1\n", [[.media], [.nas]])])
    try desk.git("rm", "-q", "--cached", "new.secret.env")
    try desk.git("commit", "-q", "--amend", "-m", "x")
    var check = SecretsCheck()
    check.folder = desk.clone
    let lost = try check.find(.host("media"))
    #expect(lost.recipients == [AgeKey.host.recipient])
    let told = lost.files.map { file -> [String] in
      let (since, until) = (file.since ?? "-", file.until ?? "-")
      return [
        file.file, String(since.prefix(7)), String(until.prefix(7)), file.isOpen ? "open" : "-",
        file.isGone ? "gone" : "-",
      ]
    }
    let first = String(began.prefix(7))
    #expect(told.contains(["global/common.secret.env", first, "-", "open", "-"]))
    #expect(told.contains([secret, first, "-", "open", "-"]))
    #expect(told.contains(["old.secret.env", middle, ended, "-", "-"]))
    #expect(told.contains(["new.secret.env", "-", "-", "open", "-"]))
    #expect(told.count == 6)
    let gone = try #require(lost.files.first { $0.file == "gone.secret.env" })
    #expect(gone.isGone && !gone.isOpen && gone.since != nil && gone.until != nil)
    #expect(try check.find(.recipient(AgeKey.host.recipient)).files == lost.files)
    #expect(try check.find(.recipient(try Who.laptop.recipient.description)).files.count == 3)
    #expect(throws: (any Error).self) { try check.find(.host("nobody")) }
  }
}
