import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("The keys that the example publishes")
struct ExampleCheckTests {
  private static let root =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  private let example: [String: Content] = [
    ".throw-away-keys/media.age.key": "AGE-SECRET-KEY-1\n",
    ".sops.yaml": .text("creation_rules: [{age: \(Who.published)}]\n"),
    "host/media/stacks.yaml": "- web\n",
    "host/media/age.pub": .text("\(Who.published)\n"),
    "stacks/web/app.secret.yaml": .sealed("a: b\n", [.everybody]),
    "stacks/web/compose.yaml": "configs: {a: {file: .decrypted.app.secret.yaml}}\n",
  ]

  @Test("are those that stand in this repository") func known() throws {
    let files = try must(["sh", "-c", "cat '\(Self.root)'/\(PublishedKeys.folder)/*.age.key"])
    let lines = files.split(separator: "\n").filter { $0.hasPrefix("# public key: ") }
    #expect(Set(lines.map { String($0.dropFirst(14)) }) == PublishedKeys.recipients)
  }

  @Test("are a warning in the example itself, added or not") func itself() throws {
    let warning =
      ".throw-away-keys: warning: everybody can open the encrypted file here, with these keys: this "
      + "is the example; in a repository of your own put your keys into .sops.yaml and "
      + "host/*/age.pub, remove this folder, and make every value anew [published-key]"
    let desk = try SecretDesk(example)
    #expect(try desk.lines() == [warning])
    #expect(try desk.report().isFaulty == false)
    try desk.git("rm", "-q", "-r", "--cached", ".")
    #expect(try desk.lines() == [warning])
  }

  @Test("are errors as soon as it is somebody's own, or the keys are left out") func fork() throws {
    func files(_ change: [String: Content?]) throws -> [String] {
      let desk = try SecretDesk(example)
      try desk.commit(change)
      let found = try desk.report().findings.filter { $0.rule == .publishedKey }
      return found.filter { $0.severity == .error }.map(\.file)
    }
    let secret = "stacks/web/app.secret.yaml"
    let own = try files(["host/nas/age.pub": .text("\(AgeKey.foreign.recipient)\n")])
    #expect(own == [".sops.yaml", "host/media/age.pub", secret])
    let left = try files([".throw-away-keys/media.age.key": .none])
    #expect(left == [".sops.yaml", "host/media/age.pub", secret])
    let mixed = try files([secret: .sealed("a: b\n", [.everybody, .laptop])])
    #expect(mixed.contains(secret))
  }
}
