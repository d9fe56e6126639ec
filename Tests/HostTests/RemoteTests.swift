import TestSupport
import Testing

/// What a host does without a remote, and with one that it must not trust.
@Suite("a host whose remote", .hosts) struct RemoteTests {
  @Test("is gone for a while goes on mending, says so, and follows it when it is back")
  func gone() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    site.server.goAway()
    #expect(try eventually { try site.lastCycle(host).exitCode == 69 })
    try host.must("docker", "rm", "-f", "web-app-1")
    #expect(try eventually { try host.answer() == "one" })
    let status = try host.run("converge", "status").stdout
    #expect(status.contains("remote \(site.server.url): "), "\(status)")
    let said = try host.journal("-u", "converge", "-n", "30").joined(separator: "\n")
    #expect(said.contains("cannot fetch main from \(site.server.url)"), "\(said)")

    try site.server.comeBack()
    try site.push("Say two", web("two"))
    try site.settled(host)
    #expect(try host.answer() == "two")
  }

  @Test("cannot be reached, because its network is gone, does the same") func offline() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    try host.offline {
      try site.push("Say two", web("two"))
      try host.must("docker", "rm", "-f", "web-app-1")
      let isMended = try eventually(within: 30) { try host.containers()["web-app-1"] != nil }
      let said = try host.journal("-u", "converge", "-n", "20").joined(separator: "\n")
      #expect(isMended && said.contains("cannot fetch main from \(site.server.url)"), "\(said)")
    }
    try site.settled(host)
    #expect(try host.answer() == "two")
  }

  @Test("takes a commit back by a revert follows it") func revert() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    try site.push("Say two", web("two", image: "web:2"))
    try site.settled(site[0])
    #expect(try site[0].answer() == "two")
    try site.server.git("revert", "--no-edit", "HEAD")
    try site.server.push()
    try site.settled(site[0])
    #expect(try site[0].answer() == "one")
  }

  @Test(
    "shows an unsigned commit, where signatures are asked for, stays, mends and says whose it is")
  func unsigned() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let (host, key) = (site[0], "\(site.server.clone)/../key")
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
    let signed = [("gpg.format", "ssh"), ("user.signingkey", key), ("commit.gpgsign", "true")]
    for (name, value) in signed { try site.server.git("config", name, value) }
    try site.push("Say two", web("two"))
    let person = "ann@example.org \(read("\(key).pub") ?? "")"
    try host.put(person, at: "/etc/converge/allowed_signers", mode: 0o600)
    let configuration = try #require(host.file("/etc/converge/converge.yaml"))
    let rule = "signatures: {mode: head, allowed-signers: /etc/converge/allowed_signers}\n"
    try host.put(configuration + rule, at: "/etc/converge/converge.yaml")
    try site.settled(host)
    #expect(try host.answer() == "two")

    try site.server.git("config", "commit.gpgsign", "false")
    try site.push("Say three", web("three"))
    #expect(try eventually { try site.lastCycle(host).exitCode == 77 })
    try host.must("docker", "rm", "-f", "web-app-1")
    #expect(try eventually { try host.answer() == "two" })
    let said = try host.journal("-u", "converge", "-n", "20").joined(separator: "\n")
    #expect(said.contains("is not signed; committed by Ann <ann@example.org>"), "\(said)")

    try site.server.git("commit", "-q", "--amend", "--no-edit", "-S")
    try site.server.push()
    try site.settled(host)
    #expect(try host.answer() == "three")
  }
}
