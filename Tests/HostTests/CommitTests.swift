import TestSupport
import Testing

/// The way from a push to a container that answers.
@Suite("a commit", .hosts) struct CommitTests {
  @Test("is live on its host without anybody doing anything, and nothing happens on another")
  func live() throws {
    let site = try Site(
      "media", "office", files: list("media", "web"), web("one"), list("office", "notes"),
      web("notes", stack: "notes"))
    #expect(try site.hosts.map { try $0.answer() } == ["one", "notes"])
    let before = try Traces(site[1], of: "notes")

    try site.push("Say two", web("two", image: "web:2"))
    // how soon on an idle machine is what scripts/prove measures
    #expect(try eventually(within: Site.interval + 25) { try site[0].answer() == "two" })
    try site.settled(site[0])
    try site.settled(site[1])
    #expect(try Traces(site[1], of: "notes") == before)
    #expect(try site[1].answer() == "notes")
  }

  @Test("is not the only thing that the unit tells of: what a person did by hand is there too")
  func byHand() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    try host.must("env", "SUDO_USER=ann", "converge", "hold", "web", "--reason", "new disk")
    _ = try host.run("converge", "resume", "web")
    _ = try host.run("converge", "status")
    var lines: [String] = []
    #expect(
      try eventually {
        lines = try host.journal("-u", "converge")
        return lines.contains("by hand: converge resume web")
      }, "\(lines)")
    #expect(lines.contains("by hand: converge hold web --reason 'new disk', by ann"), "\(lines)")
    #expect(try host.journal("CONVERGE_STACK=web").contains { $0.contains("new disk") })
    #expect(!lines.contains { $0.contains("status") })
  }
}

/// All of a host that must not change when a commit is another host's.
struct Traces: Equatable {
  private let containers: [String: String]
  private let files: String

  /// - Parameter stack: the host's own.
  init(_ host: BootedHost, of stack: String) throws {
    containers = try host.containers()
    // names, inodes, and when they were changed last
    files = try host.must(
      "find", "/var/lib/converge/checkout/stacks/\(stack)", "/etc/converge",
      "/var/lib/converge/state/receipts", "-printf", "%p %i %c\\n")
  }
}
