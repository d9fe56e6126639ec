import TestSupport
import Testing

/// What a host is shown, over a network or on its own disk, that it must not take for right. Each time
/// it stays as it is, mends, says what is wrong, and goes on once that is over.
@Suite("a host that", .hosts) struct TrustTests {
  @Test("is shown another host key refuses it, until the old one is back or init pins the new one")
  func hostKey() throws {
    let site = try Site(files: list("media", "web"), web("one"))
    let (host, ssh) = (try BootedHost("media"), try SSHServer(site.server.repository))
    try site.prepare(host)
    let onboard = { number in
      try site.onboard(host, to: ssh.url, ["--host-key", ssh.fingerprint(number)])
    }
    #expect(try onboard(1).stderr.contains("refuses the key"))
    try ssh.letIn(try #require(host.file("/etc/converge/deploy_key.pub")))
    #expect(try onboard(1).status == 0)
    try site.settled(host)

    try ssh.show(2)
    let loud = "THE HOST KEY HAS CHANGED: the server shows ssh-ed25519 \(try ssh.fingerprint(2))"
    let known = host.file("/etc/converge/known_hosts")
    try site.refusal(of: host, exits: 77, says: loud)
    let again = try onboard(2)
    #expect(again.status == 69 && again.stderr.contains("THE HOST KEY"), "\(again)")
    #expect(host.file("/etc/converge/known_hosts") == known)
    try ssh.show(1)
    try site.recovery(of: host)

    try ssh.show(2)
    try site.refusal(of: host, exits: 77, says: loud)
    try host.must("ssh-keygen", "-R", ssh.name, "-f", "/etc/converge/known_hosts")
    let pinned = try onboard(2)
    #expect(pinned.status == 0, "\(pinned)")
    try site.recovery(of: host)
  }

  @Test("is shown an expired certificate, another authority's, or has its token refused names it")
  func https() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let (host, server) = (site[0], site.server)
    try server.renewCertificate(days: -1)
    try site.refusal(of: host, exits: 77, says: "expired")
    try server.renewCertificate(days: 30)
    try site.recovery(of: host)

    try server.renewAuthority()
    try site.refusal(of: host, exits: 77, says: "certificate")
    try host.copy(server.authority, to: "/etc/converge/ca.pem")
    try site.recovery(of: host)

    try server.renewToken()
    try site.refusal(of: host, exits: 69, says: "refuses the token in /etc/converge/token")
    try host.copy(server.token, to: "/etc/converge/token")
    try site.recovery(of: host)
  }

  @Test("is shown another repository in the place of its own stays, and follows its own again")
  func otherRepository() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    try site.server.git("checkout", "-q", "--orphan", "other")
    try site.push("Another repository", list("media"))
    try site.refusal(of: site[0], exits: 77, says: "it has no commit in common", pushes: false)
    try site.server.git("checkout", "-q", "main")
    try site.recovery(of: site[0])
  }

  @Test("gets half a fetch deploys nothing of it, and the next cycle completes it")
  func half() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let (host, wire) = (site[0], try Wire(to: site.server.port))
    try host.must(
      "sed", "-i", "s/:\(site.server.port)/:\(wire.port)/", "/etc/converge/converge.yaml")
    try site.push("By way of a wire", ["README.md": "A site.\n"])
    try site.settled(host)

    var random = SystemRandomNumberGenerator()
    let noise = (0..<80_000).map { _ in String(random.next(), radix: 36) }.joined()
    wire.fail(.cut(after: 300_000))
    try site.push("Much", ["stacks/web/noise": noise])
    try site.refusal(of: host, exits: 69, says: "cannot fetch main")
    #expect(wire.passed > 290_000, "it was cut in the middle of the pack")
    #expect(host.file("/var/lib/converge/checkout/stacks/web/noise") == nil)
    wire.fail(nil)
    try site.recovery(of: host)
    #expect(host.file("/var/lib/converge/checkout/stacks/web/noise") == noise)
    try must(["git", "-C", host.disk("/var/lib/converge/checkout"), "fsck", "--full", "--strict"])
  }

  @Test("has a key that others may read refuses each run, names it, and works again after chmod")
  func key() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let (host, key) = (site[0], "/etc/converge/age.key")
    try host.must("chmod", "644", key)
    let said = "others may read or write \(key) (mode 0644): chmod 600 \(key)"
    try site.refusal(of: host, exits: 78, says: said, mends: false)
    try host.must("chmod", "600", key)
    try site.recovery(of: host)
  }
}

extension Site {
  /// Pushes another version, and waits until a host has refused it in two cycles.
  ///
  /// - Parameters:
  ///   - words: what each of these says.
  ///   - pushes: whether there is another version to push.
  ///   - mends: whether a container that is missing comes back all the same.
  fileprivate func refusal(
    of host: BootedHost, exits status: Int, says words: String, pushes: Bool = true,
    mends: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let start = try host.must("date", "+%s")
    let refusals = {
      try host.journal("-u", "converge", "-S", "@\(start)").filter { $0.contains(words) }.count
    }
    // a cycle that still speaks with the server as it was may follow what is pushed
    _ = try eventually(within: 40) { try refusals() >= 1 }
    let (before, answer) = (try host.containers(), try host.answer())
    if pushes { try push("Say more", web("\(answer ?? "") more")) }
    let isRefused = try eventually(within: 60) { try refusals() >= 3 }
    let said = try host.journal("-u", "converge", "-n", "15").joined(separator: "\n")
    #expect(isRefused, "\(said)", sourceLocation: sourceLocation)
    let code = try host.must("systemctl", "show", "-P", "ExecMainStatus", "converge.service")
    #expect(code == "\(status)", "\(said)", sourceLocation: sourceLocation)
    #expect(try host.containers() == before, sourceLocation: sourceLocation)
    guard mends else { return }
    try host.must("docker", "rm", "-f", "web-app-1")
    let isMended = try eventually(within: 40) { try host.answer() == answer }
    #expect(isMended, sourceLocation: sourceLocation)
  }

  /// Pushes another version, and waits until a host runs it.
  fileprivate func recovery(
    of host: BootedHost, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let version = "version \(try server.git("rev-list", "--count", "HEAD"))"
    try push("Say \(version)", web(version))
    try settled(host, sourceLocation: sourceLocation)
    #expect(try host.answer() == version, sourceLocation: sourceLocation)
  }
}
