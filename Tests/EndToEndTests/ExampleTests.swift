import FoundationEssentials
import TestSupport
import Testing

/// The repository that people fork: `host/`, `stacks/` and `global/` at the top of this one.
@Suite("the example repository", .laboratory) struct ExampleTests {
  /// What `converge plan --json` prints, as far as it is looked at here.
  private struct Report: Decodable {
    struct Stack: Decodable { let name, action: String }
    let stacks: [Stack]
  }

  private static let root =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private let remote: Remote

  /// The example alone, in a repository of its own.
  init() throws {
    remote = try Remote()
    let parts = ["host", "stacks", "global", ".throw-away-keys", ".sops.yaml", ".gitignore"]
    try must(["cp", "-a"] + parts.map { "\(Self.root)/\($0)" } + [remote.clone])
    try must(["chmod", "-R", "go-rwx", "\(remote.clone)/.throw-away-keys"])
    // what somebody's own containers wrote, or plaintexts, in the clone that tests run in
    try remote.git("add", "--all")
    try remote.git("commit", "-q", "-m", "Fork the example")
    try remote.git("push", "-q", "origin", "main")
  }

  /// - Parameter host: a folder of `host/`, or `laptop`.
  private func key(_ host: String) -> String { "\(remote.clone)/.throw-away-keys/\(host).age.key" }

  @Test(
    "is one that each of its hosts can deploy, with its key, down to the last stack",
    arguments: ["network-services", "media", "personal-services"])
  func plan(_ name: String) throws {
    let host = try Host(name, Engine.lend(), [remote])
    try write(read(key(name)) ?? "", to: host.key, mode: 0o600)
    let plan = try host.converge("plan", "--json")
    #expect(plan.status == 2, "\(plan)")
    let listed = (read("\(remote.clone)/host/\(name)/stacks.yaml") ?? "").split(separator: "\n")
      .filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    let report = try JSONDecoder().decode(Report.self, from: Data(plan.stdout.utf8))
    #expect(report.stacks.map(\.name).sorted() == listed.sorted())
    #expect(report.stacks.allSatisfy { $0.action == "apply" }, "\(plan)")
  }

  @Test("has every host in its own folder, and no other")
  func hosts() throws {
    let hosts = try must(["ls", "\(remote.clone)/host"]).split(separator: "\n").map(String.init)
    #expect(hosts == ["media", "network-services", "personal-services"])
  }

  @Test("has nothing for `secrets check` to find but its keys, with a key and without one")
  func secrets() throws {
    let command = "cd \(remote.clone) && exec \"$@\""
    for keys in [[], ["--age-key", key("laptop")]] {
      let words = ["sh", "-c", command, "-", Program.converge, "secrets", "check"]
      let check = try run(words + keys)
      #expect(check.status == 0 && check.stdout.contains("\n1 warning in "), "\(check)")
      #expect(check.stdout.hasPrefix(".throw-away-keys: warning: everybody can open"), "\(check)")
      #expect(check.stdout.contains("none was opened") == keys.isEmpty, "\(check)")
    }
  }

  @Test("is understood by docker compose with the script that CI runs, and by it alone")
  func composeConfig() throws {
    let script = "\(Self.root)/scripts/compose-config"
    let good = try run([script, remote.clone])
    #expect(good.status == 0, "\(good)")
    try write("HOST=media\n", to: "\(remote.clone)/host/media/host.env")
    let bad = try run([script, remote.clone])
    #expect(bad.status == 1, "\(bad)")
    #expect(bad.stderr.contains("error: jellyfin on media is not understood"), "\(bad)")
    #expect(!bad.stderr.contains("personal-services"), "\(bad)")
  }

  @Test("has every stack of its lists looked at, however they are written")
  func lists() throws {
    let script = "\(Self.root)/scripts/compose-config"
    try write("[proxy, nonsense]\n", to: "\(remote.clone)/host/media/stacks.yaml")
    try write(
      "  - \"dns\" # names\n  - lost", to: "\(remote.clone)/host/network-services/stacks.yaml")
    try write("- a b\n", to: "\(remote.clone)/host/personal-services/stacks.yaml")
    let looked = try run([script, remote.clone])
    #expect(looked.status == 1 && looked.stdout.contains(": 4 stacks of hosts"), "\(looked)")
    for words in [
      "nonsense on media is not understood", "lost on network-services is not understood",
      "host/personal-services/stacks.yaml: not understood: - a b",
    ] {
      #expect(looked.stderr.contains("compose-config: error: \(words)"), "\(looked)")
    }
  }

  @Test("tells the images that a commit brought, each once")
  func changedImages() throws {
    let digest = String(repeating: "1", count: 64)
    try write(
      "services:\n  a: {}\n  b:\n    image: 'a.lan/b:2@sha256:\(digest)' # b\n",
      to: "\(remote.clone)/stacks/b/compose.yaml")
    let command = "cd \(remote.clone) && exec \(Self.root)/scripts/changed-images"
    let changed = try run(["sh", "-c", "\(command) HEAD"])
    #expect(changed.stdout == "a.lan/b:2@sha256:\(digest)\n", "\(changed)")
    let all = try run(["sh", "-c", "\(command) 0000000000000000000000000000000000000000"])
    let images = all.stdout.split(separator: "\n")
    #expect(images.count > 20 && Set(images).count == images.count, "\(all)")
    #expect(images.allSatisfy { $0.contains("@sha256:") })
  }
}
