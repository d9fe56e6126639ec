import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("The log of secrets")
struct SecretsLogTests {
  private let secret = "stacks/web/web.secret.env"

  /// What is told, without the line that says who, when and where.
  private func details(_ desk: SecretDesk, _ file: String? = nil) throws -> [[String]] {
    try entries(desk, file).map { $0.lines.dropFirst().map { String($0.dropFirst(4)) } }
  }

  private func entries(_ desk: SecretDesk, _ file: String? = nil) throws -> [SecretsLog.Entry] {
    var log = SecretsLog(file: file.map { "\(desk.clone)/./\($0)" })
    log.folder = desk.clone
    var entries: [SecretsLog.Entry] = []
    try log.each { entry in
      entries.append(entry)
      return true
    }
    return entries
  }

  /// Encrypts another plaintext as `converge secrets edit` does: with the same data key.
  private func edit(_ desk: SecretDesk, _ text: String, _ who: [Who]? = nil, renewing: Bool = false)
    throws
  {
    let path = "\(desk.clone)/\(secret)"
    let file = try SopsFile(Array(try #require(read(path)).utf8), as: .dotenv)
    let open = try file.open(with: [Who.laptopKey])
    try open.replace(by: Array(text.utf8))
    if renewing { open.renewKey() }
    if renewing || who != nil {
      let recipients = try (who ?? [.media, .laptop]).map { try $0.recipient }
      try open.share(with: [recipients], threshold: 0)
    }
    try desk.commit([secret: .text(String(decoding: try open.encrypt(at: 1), as: UTF8.self))])
  }

  @Test("names keys and recipients, the newest commit first") func log() throws {
    let desk = try SecretDesk()
    let key = try Who.laptop.recipient.description
    let laptop = "\(key.prefix(8))...\(key.suffix(4))"
    try edit(desk, "DB_PASSWORD=hunter2-value\nNEW=1\n")
    try edit(desk, "DB_PASSWORD=other-value\nNEW=1\n")
    try edit(desk, "NEW=1\n")
    try edit(desk, "NEW=1\n", [.laptop, .nas])
    try edit(desk, "NEW=1\nMORE=2\n", [.laptop, .nas], renewing: true)
    try desk.commit(["unrelated": "x"])
    try desk.commit([secret: "NEW=hunter2\n"])
    try desk.commit([secret: .edited("A=1\nB=2\n", [.laptop], line: "A=", "A=hunter2")])
    try desk.commit([secret: .edited("A=1\n", [.laptop], line: "sops_last", "")])
    try desk.commit([secret: .none])
    #expect(
      try details(desk, secret) == [
        ["file removed"],
        ["encrypted, but damaged: it cannot be read"],
        [
          "encrypted: its values were in plaintext before", "some values are in plaintext",
          "added A, B", "recipients added: \(laptop)",
        ],
        ["in plaintext: its values are public"],
        ["all values encrypted anew", "added MORE"],
        ["recipients added: nas", "recipients removed: media"],
        ["removed DB_PASSWORD"],
        ["changed DB_PASSWORD"],
        ["added NEW"],
        ["file added", "added DB_PASSWORD", "recipients added: media, \(laptop)"],
      ])
    let lines = try entries(desk).flatMap(\.lines)
    #expect(!lines.contains { $0.contains("hunter2") || $0.contains("ENC[") })
    let first = try #require(try entries(desk, secret).first)
    let commit = try desk.git("rev-parse", "HEAD").prefix(7)
    #expect(first.lines[0] == "\(commit) 2026-03-01 12:00 +0100  A Person  \(secret)")
  }

  @Test("tells a new form from a new value") func form() throws {
    let desk = try SecretDesk()
    try edit(desk, "DB_PASSWORD=hunter2-value\n")
    #expect(try details(desk, secret).first == ["neither keys nor values"])
    try edit(desk, "DB_PASSWORD=hunter2-value\n", renewing: true)
    #expect(try details(desk, secret).first == ["all values encrypted anew"])
  }

  @Test("names keys of yaml and json by their path") func paths() throws {
    let desk = try SecretDesk()
    let yaml = "a.secret.yaml"
    try desk.commit([yaml: .sealed("db:\n    users:\n        - name: u\n    port: 1\n", [.media])])
    #expect(
      try details(desk, yaml) == [
        ["file added", "added db.users.name, db.port", "recipients added: media"]
      ])
    try desk.commit(["b.secret.json": .sealed("{\"a\": {\"b\": 1}, \"c\": 2}", [.media])])
    #expect(try details(desk, "b.secret.json")[0][1] == "added a.b, c")
  }

  @Test("calls what has no keys content, and knows what was never there") func content() throws {
    let desk = try SecretDesk()
    try desk.commit(["a.secret.pem": .sealed("x", [.media])])
    #expect(try details(desk, "a.secret.pem")[0][1] == "added content")
    #expect(throws: (any Error).self) { try details(desk, "b.secret.pem") }
    #expect(throws: (any Error).self) { try details(desk, "stacks") }
  }

  @Test("compares a merge with its first parent") func merge() throws {
    let desk = try SecretDesk()
    try desk.git("checkout", "-q", "-b", "side")
    try desk.commit(["side.secret.env": .sealed("A=1\n", [.media])])
    try desk.git("checkout", "-q", "main")
    try desk.commit(["main.secret.env": .sealed("A=1\n", [.media])])
    try desk.git("merge", "-q", "--no-ff", "side")
    #expect(try entries(desk, "side.secret.env").count == 2)
    #expect(try entries(desk, "main.secret.env").count == 1)
  }

  @Test("stops when nobody listens any more") func stop() throws {
    let desk = try SecretDesk()
    var (log, count) = (SecretsLog(), 0)
    log.folder = desk.clone
    try log.each { _ in
      count += 1
      return false
    }
    #expect(count == 1)
    log.file = "/etc/passwd"
    #expect(throws: (any Error).self) { try log.each { _ in true } }
  }

  @Test(
    "writes dates as their author saw them",
    arguments: [
      (0, 0, "1970-01-01T00:00:00+00:00"), (-1, 0, "1969-12-31T23:59:59+00:00"),
      (951_782_400, 330, "2000-02-29T05:30:00+05:30"),
      (1_798_761_599, -60, "2026-12-31T22:59:59-01:00"),
      (4_107_542_400, 0, "2100-03-01T00:00:00+00:00"),
    ])
  func dates(_ seconds: Int64, _ offset: Int, _ text: String) {
    #expect(DateText.full(.init(seconds: seconds, offset: offset)) == text)
  }
}
