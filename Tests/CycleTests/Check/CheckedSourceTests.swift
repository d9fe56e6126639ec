import Git
import Glibc
import TestSupport
import Testing

@testable import Cycle

@Suite("What a check of secrets looks at")
struct CheckedSourceTests {
  private let secret = "stacks/web/web.secret.env"

  private func rules(_ desk: SecretDesk, _ source: SecretsCheck.Source = .workTree) throws
    -> [String]
  {
    try desk.report(source).findings.map { "\($0.file) \($0.rule.rawValue)" }
  }

  @Test("is the working directory, the index or a commit") func sources() throws {
    let desk = try SecretDesk()
    try desk.put([secret: "DB_PASSWORD=staged\n"])
    try desk.git("add", "-A")
    try desk.put([secret: SecretDesk.clean[secret]!, "host/nas/age.pub": "nonsense\n"])
    #expect(try rules(desk) == ["host/nas/age.pub host-key"])
    #expect(try rules(desk, .staged) == ["\(secret) plaintext"])
    #expect(try rules(desk, .commit("HEAD")) == [])
    try desk.commit()
    try desk.commit(["host/nas/age.pub": .none])
    #expect(try rules(desk, .commit("HEAD~1")) == ["host/nas/age.pub host-key"])
    #expect(try rules(desk) == [])
  }

  @Test("takes in new secrets that are not ignored, and leaves out what was removed")
  func untracked() throws {
    let desk = try SecretDesk()
    try desk.put([
      ".gitignore": "ignored/\n", "ignored/a.secret.env": "A=1\n", "new/deep/b.secret.txt": "b",
      "new/.decrypted.b.secret.txt": "b", "new/c.env": "C=ENC[AES256_GCM,x\n",
      "global/common.secret.env": .none, "stacks/web/compose.yaml": "services: {}\n",
      secret: .none,
    ])
    #expect(
      try rules(desk) == ["new/deep/b.secret.txt plaintext", "stacks/web/app.secret.yaml unused"])
    #expect(try desk.report(.staged).findings == [])
  }

  @Test("takes in the recipient of a host that nobody has added yet") func untrackedHost() throws {
    let desk = try SecretDesk()
    try desk.put([
      "host/new/stacks.yaml": "- web\n", "host/new/age.pub": .text(AgeKey.foreign.recipient),
      "host/new/deep/age.pub": "nonsense",
    ])
    try desk.git("add", "host/new/stacks.yaml")
    #expect(Set(try rules(desk).map { String($0.suffix(11)) }) == ["cannot-open"])
    #expect(try rules(desk, .staged) == ["host/new/age.pub host-key"])
  }

  @Test("is the same before anything was added: Compose files, lists and variables count too")
  func nothingAdded() throws {
    let desk = try SecretDesk([".gitignore": "data/\n"])
    try desk.put(SecretDesk.clean.mapValues { $0 })
    try desk.put(["stacks/web/data/x.secret.env": "A=1\n", "stacks/web/data/compose.yaml": "[\n"])
    let report = try desk.report(keys: [Who.laptopKey])
    #expect(report.findings == [] && report.secrets == 3 && report.hosts == 2)
    try desk.put(["stacks/web/compose.override.yml": "services: {web: {image: '${TAG}'}}\n"])
    #expect(try rules(desk) == ["stacks/web/compose.override.yml undefined"])
    try must(["ln", "-s", "web", "\(desk.clone)/stacks/alias"])
    try desk.put(["host/nas/stacks.yaml": "- alias\n"])
    #expect(Set(try rules(desk).map { String($0.suffix(11)) }).contains("cannot-open"))
  }

  @Test("is never a reason to take a key away while it is not known what the host uses")
  func unknownUse() throws {
    let desk = try SecretDesk([
      "host/nas/age.pub": .text("\(AgeKey.foreign.recipient)\n"),
      "stacks/web/app.secret.yaml": .sealed("a: b\n", [.nas, .laptop]),
    ])
    #expect(try rules(desk) == [])
    try desk.commit(["host/nas/stacks.yaml": "- web\n"])
    #expect(try rules(desk) == [])
    try desk.put(["stacks/web/compose.yaml": "services: {}\n"])
    #expect(try desk.report(.staged).findings == [])
    try desk.commit([
      "host/nas/stacks.yaml": "- other\n",
      "stacks/other/compose.yaml": "include: [part.yaml]\nservices: {}\n",
    ])
    #expect(!(try rules(desk)).contains("stacks/web/app.secret.yaml may-open"))
    try desk.commit(["stacks/other/compose.yaml": "services: {}\n"])
    #expect(try rules(desk).contains("stacks/web/app.secret.yaml may-open"))
  }

  @Test("writes nothing into the repository") func writesNothing() throws {
    let desk = try SecretDesk()
    try desk.put([secret: "A=hunter2\n", "new.secret.txt": "hunter2"])
    let list = ["find", "\(desk.clone)/.git", "-printf", "%p %T@ %s\n"]
    let before = try must(list)
    _ = try desk.report(history: true)
    _ = try desk.report(.staged, history: true)
    #expect(try must(list) == before)
  }

  @Test("is found from a folder below, in a linked work tree, and by a bare repository's commits")
  func places() throws {
    let desk = try SecretDesk()
    var check = SecretsCheck()
    check.folder = "\(desk.clone)/stacks/web"
    #expect(try check.run(identities: []).secrets == 3)
    try desk.git("worktree", "add", "-q", "\(desk.clone)/../linked")
    try write("A=1\n", to: "\(desk.clone)/../linked/x.secret.env")
    check.folder = "\(desk.clone)/../linked"
    #expect(try check.run(identities: []).findings.map(\.file) == ["x.secret.env"])
    try desk.git("clone", "-q", "--bare", desk.clone, "\(desk.clone)/../bare")
    check.folder = "\(desk.clone)/../bare"
    #expect(throws: (any Error).self) { try check.run(identities: []) }
    check.source = .commit("main")
    #expect(try check.run(identities: []).secrets == 3)
  }

  @Test("is looked at before the first commit, and in the middle of a merge") func unborn() throws {
    let desk = try SecretDesk()
    try desk.git("update-ref", "-d", "HEAD")
    #expect(try desk.report(.staged, history: true).findings == [])
    #expect(try desk.report(history: true).findings == [])
    try desk.commit()
    try desk.git("checkout", "-q", "-b", "other")
    try desk.commit([secret: .sealed("A=1\n", [.media])])
    try desk.git("checkout", "-q", "main")
    try desk.commit([secret: .sealed("B=1\n", [.media])])
    _ = try? desk.git("merge", "-q", "other")
    #expect(try rules(desk).contains("\(secret) conflict"))
    #expect(throws: (any Error).self) { try desk.report(.staged) }
  }

  @Test("may hold links, submodules and files of any bytes") func oddities() throws {
    let desk = try SecretDesk()
    try must(["ln", "-s", "web.secret.env", "\(desk.clone)/stacks/web/link.secret.env"])
    try must(["ln", "-s", "/etc/passwd", "\(desk.clone)/stacks/web/out.secret.env"])
    let sub = ["git", "-C", "\(desk.clone)/sub", "-c", "user.name=a", "-c", "user.email=a"]
    try must(["git", "init", "-q", "\(desk.clone)/sub"])
    try must(sub + ["commit", "-q", "--allow-empty", "-m", "x"])
    try write("\u{0}\u{1}", to: "\(desk.clone)/stacks/web/odd.env")
    #expect(try rules(desk) == [])
    try desk.commit()
    #expect(try rules(desk) == [])
  }
}
