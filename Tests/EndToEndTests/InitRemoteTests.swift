import TestSupport
import Testing

@Suite("converge init and its remote", .laboratory) struct InitRemoteTests: OnServers {
  let servers: GitServers
  let host: NewHost

  init() throws {
    servers = try GitServers()
    host = try NewHost(list())
  }

  private func fingerprint(_ type: String) throws -> String {
    let words = try must(["ssh-keygen", "-lf", servers.hostKey(type)]).split(separator: " ")
    return String(words[1])
  }

  @Test("takes the token and the private authority where the server asks for them")
  func https() throws {
    let output = try host.set(
      up: try url, "--token-file", try token("\(servers["token"])\n"), "--ca-file",
      servers.authority)
    #expect(!output.text.contains(servers["token"]))
    #expect(host.file("token") == "\(servers["token"])\n")
    #expect(metadata("\(host.place)/token")?.mode == 0o600)
    #expect(host.file("ca.pem") == read(servers.authority))
    try host.cycle()
    let before = try host.snapshot()
    try host.set(up: try url)
    #expect(try host.snapshot() == before)
  }

  @Test("uses the token and the authority that a template has already")
  func template() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    try must(["install", "-m", "0644", servers.authority, "\(host.place)/ca.pem"])
    try write(servers["token"], to: "\(host.place)/token", mode: 0o600)
    try host.set(up: try url)
    try host.cycle()
  }

  @Test("says that an authority is unknown, and writes no configuration")
  func unknownAuthority() throws {
    let output = try host.set(
      up: try url, "--token-file", try token(servers["token"]), exits: 69)
    #expect(output.stderr.contains("name that one's certificate as ca-file"), "\(output)")
    #expect(output.stderr.contains("no remote can be used yet: "), "\(output)")
    #expect(host.file("converge.yaml") == nil && host.file("token") == nil)
  }

  @Test("says that a token is refused, and takes another one later")
  func wrongToken() throws {
    let output = try host.set(
      up: try url, "--token-file", try token("wrong-one"), "--ca-file", servers.authority,
      exits: 69)
    #expect(output.stderr.contains("refuses the token in"), "\(output)")
    #expect(!output.text.contains("wrong-one"))
    #expect(host.file("converge.yaml") == nil && host.file("token") == nil)
    try host.set(up: try url, "--token-file", try token(servers["token"]))
  }

  @Test("refuses a token file that others can read")
  func readableToken() throws {
    let file = try token(servers["token"])
    try must(["chmod", "644", file])
    let output = try host.set(
      up: try url, "--token-file", file, "--ca-file", servers.authority, exits: 78)
    #expect(output.stderr.contains("chmod 600 \(file)"), "\(output)")
  }

  @Test("takes a token on standard input")
  func tokenOnInput() throws {
    let words = host.arguments(
      ["--yes", try url, "--token-stdin", "--ca-file", servers.authority])
    let line = words.map { "'\($0)'" }.joined(separator: " ")
    let output = try run(
      ["sh", "-c", "echo \(servers["token"]) | \(line)"], environment: host.environment)
    #expect(output.status == 0, "\(output)")
  }

  @Test("two on one host have their own keys and tokens, and one that is closed is named")
  func several() throws {
    let path = host.remote.url
    let output = try host.set(up: path, servers.ssh(host.remote), exits: 69)
    #expect(output.stderr.contains("refuses the key"), "\(output)")
    #expect(try #require(host.file("converge.yaml")).contains("identity: \(host.place)/deploy_key"))
    try host.cycle()
    try letIn()
    try host.set(up: path, servers.ssh(host.remote))
  }

  @Test("pins the key of a server beside that of another one at the host's port 22")
  func otherPort() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", host.folder["other"]])
    let key = try #require(read(host.folder["other.pub"])).split(separator: " ")
    let other = "127.0.0.1 \(key[0]) \(key[1])\n"
    try write(other, to: "\(host.place)/known_hosts", mode: 0o600)
    let named = ["--host-key", try fingerprint("ed25519")]
    try host.set([servers.ssh(host.remote)] + named, exits: 69)
    try letIn()
    try host.set([servers.ssh(host.remote)] + named)
    let pinned = try #require(host.file("known_hosts"))
    #expect(pinned.hasPrefix(other) && pinned.contains("[127.0.0.1]:"), "\(pinned)")
    try host.cycle()
  }

  @Test("needs no second line for a server that also listens at the host's port 22")
  func samePort() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    let key = try #require(read(servers.hostKey("ed25519"))).split(separator: " ")
    let line = "127.0.0.1 \(key[0]) \(key[1])\n"
    try write(line, to: "\(host.place)/known_hosts", mode: 0o600)
    try host.set(up: servers.ssh(host.remote), exits: 69)
    try letIn()
    try host.set(up: servers.ssh(host.remote))
    #expect(host.file("known_hosts") == line)
    try host.cycle()
  }

  @Test("goes on with others where one is empty or lacks the branch, and says what to do")
  func lacking() throws {
    let (empty, other) = (try Remote(), try Remote(branch: "next"))
    try other.commit("First", list())
    let output = try host.set(up: empty.url, other.url, host.remote.url)
    #expect(output.stderr.contains("\(empty.url) is empty: push main there"), "\(output)")
    #expect(
      output.stderr.contains("\(other.url): it has no branch main; it has next: push main there"),
      "\(output)")
    let text = try #require(host.file("converge.yaml"))
    #expect(text.contains(empty.url) && text.contains(other.url))
    try host.cycle()
  }

  @Test("takes later what one needs that was closed at first")
  func closedAtFirst() throws {
    try host.set(up: try url, host.remote.url, exits: 69)
    #expect(try #require(host.file("converge.yaml")).contains("token-file") == false)
    let words = ["--token-file", try token(servers["token"]), "--ca-file", servers.authority]
    let output = try run(host.arguments(["--yes"] + words), environment: host.environment)
    #expect(output.status == 0, "\(output)")
    let text = try #require(host.file("converge.yaml"))
    #expect(text.contains("token-file: \(host.place)/token"), "\(text)")
    #expect(text.contains("ca-file: \(host.place)/ca.pem"), "\(text)")
    #expect(try !host.cycle().stderr.contains("warning"))
  }

  @Test("takes another token where the one that is there is none, and says so")
  func malformedToken() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    try write("one\ntwo\n", to: "\(host.place)/token", mode: 0o600)
    let output = try host.set(up: try url, "--ca-file", servers.authority, exits: 69)
    #expect(output.stderr.contains("\(host.place)/token: it is to hold the token alone"))
    #expect(output.stderr.contains("--token-file FILE"), "\(output)")
    let terminal = try host.terminal(try url)
    try terminal.answer("token of git", servers["token"])
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
  }

  @Test("names the options that give what a server asks for")
  func options() throws {
    let unknown = try host.set(up: try url, exits: 69)
    #expect(unknown.stderr.contains("--ca-file FILE"), "\(unknown)")
    let closed = try host.set(up: try url, "--ca-file", servers.authority, exits: 69)
    #expect(closed.stderr.contains("--token-file FILE"), "\(closed)")
  }

  @Test("takes no certificates from a file that holds none")
  func noAuthority() throws {
    let file = try token("no certificate")
    let output = try host.set(up: try url, "--ca-file", file, exits: 64)
    #expect(output.stderr.contains("--ca-file \(file): it holds no certificate"), "\(output)")
    #expect(host.file("ca.pem") == nil)
  }

  @Test("reads the token of standard input at a terminal without showing it")
  func tokenTyped() throws {
    let terminal = try host.terminal(
      "--yes", try url, "--token-stdin", "--ca-file", servers.authority)
    try terminal.answer("token", servers["token"])
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(!terminal.shown.contains(servers["token"]))
  }

  @Test("stops at a question when it is told to, and goes on later")
  func brokenOff() throws {
    let terminal = try host.terminal(servers.ssh(host.remote))
    try terminal.expect("type yes")
    try terminal.type("\u{3}")
    #expect(try terminal.wait() == 130, "\(terminal.shown)")
    #expect(host.file("known_hosts") == nil)
    try host.set(up: servers.ssh(host.remote), exits: 69)
  }

  @Test("asks for the token until it is right, and does not show it")
  func asksForToken() throws {
    let terminal = try host.terminal(try url, "--ca-file", servers.authority)
    try terminal.answer("token of git", "wrong-one")
    try terminal.answer("refuses the token", servers["token"])
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(!terminal.shown.contains(servers["token"]) && !terminal.shown.contains("wrong-one"))
  }

  @Test("makes a deploy key, waits until the server knows it, and pins the server's key")
  func ssh() throws {
    let terminal = try host.terminal(servers.ssh(host.remote))
    try terminal.expect("127.0.0.1 shows the host key ssh-ed25519 \(try fingerprint("ed25519"))")
    try terminal.answer("type yes", "yes")
    try terminal.expect("press Enter")
    try letIn()
    try terminal.type("\n")
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(terminal.shown.contains("authorized_keys"))
    #expect(metadata("\(host.place)/deploy_key")?.mode == 0o600)
    #expect(metadata("\(host.place)/deploy_key.pub")?.mode == 0o600)
    try host.cycle()
  }

  @Test("without a question trusts a host key on first use, and is run again once the key is known")
  func firstUse() throws {
    let output = try host.set(up: servers.ssh(host.remote), exits: 69)
    #expect(output.stderr.contains("trusted on first use"), "\(output)")
    #expect(output.stderr.contains("refuses the key"), "\(output)")
    let key = host.file("deploy_key")
    try letIn()
    try host.set(up: servers.ssh(host.remote))
    #expect(host.file("deploy_key") == key)
    let before = try host.snapshot()
    try host.set(up: servers.ssh(host.remote))
    #expect(try host.snapshot() == before)
  }

  @Test("takes the host key that the command line names, and no other")
  func namedHostKey() throws {
    let other = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    let output = try host.set(up: servers.ssh(host.remote), "--host-key", other, exits: 69)
    #expect(output.stderr.contains("THE HOST KEY IS ANOTHER ONE"), "\(output)")
    #expect(host.file("known_hosts") == nil)
    try host.set(
      up: servers.ssh(host.remote), "--host-key", fingerprint("ecdsa"), "--host-key", other,
      exits: 69)
    #expect(try #require(host.file("known_hosts")).contains(" ecdsa-sha2-nistp256 "))
    try letIn()
    try host.set(up: servers.ssh(host.remote))
  }

  @Test("never trusts a server that shows a revoked key")
  func revokedHostKey() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    let key = try must(["cat", servers.hostKey("ed25519")])
    let line = "@revoked [127.0.0.1]:\(servers["ssh"]) \(key)"
    try write(line, to: "\(host.place)/known_hosts", mode: 0o600)
    let output = try host.set(up: servers.ssh(host.remote), exits: 69)
    #expect(output.stderr.contains("SHOWS A REVOKED HOST KEY: ssh-ed25519"), "\(output)")
    #expect(!output.text.contains("trusted on first use"))
    #expect(host.file("known_hosts") == line)
  }

  @Test("never accepts another host key than the one that is pinned")
  func changedHostKey() throws {
    try host.set(up: servers.ssh(host.remote), exits: 69)
    try letIn()
    try host.set(up: servers.ssh(host.remote))
    let wrong = try must([
      "cat", servers.hostKey("ed25519").replacing("many-ed25519", with: "wrong"),
    ])
    let line = "[127.0.0.1]:\(servers["ssh"]) \(wrong)\n"
    try write(line, to: "\(host.place)/known_hosts")
    let output = try host.set(up: servers.ssh(host.remote), exits: 69)
    #expect(output.stderr.contains("THE HOST KEY HAS CHANGED"), "\(output)")
    #expect(host.file("known_hosts") == line)
  }
}
