import TestSupport
import Testing

@Suite("converge init and the tokens of several remotes", .laboratory)
struct InitTokenTests: OnServers {
  let servers: GitServers
  let host: NewHost

  init() throws {
    servers = try GitServers()
    host = try NewHost(list())
  }

  /// Another server that wants a token, and has no repository.
  private var other: String { "https://127.0.0.1:\(servers["target"])/auth/infra.git" }

  /// Who was shown a token for that one.
  private func wasShown() -> Bool {
    servers.seen.split(separator: "\n").contains {
      $0.contains("127.0.0.1:\(servers["target"]) ") && !$0.hasSuffix("[-]")
    }
  }

  @Test("shows a token to no server that it is not meant for")
  func severalServers() throws {
    let file = try token(servers["token"])
    let both = try [other, url, "--ca-file", servers.authority]
    let open = try host.set(both + ["--token-file", file], exits: 64)
    #expect(open.stderr.contains("--token-file 127.0.0.1:\(servers["target"])=FILE"), "\(open)")
    let foreign = try host.set(both + ["--token-file", "localhost=\(file)"], exits: 64)
    #expect(foreign.stderr.contains("no https remote is on localhost; they are on"), "\(foreign)")
    let words = ["--token-file", "localhost:\(servers["https"])=\(file)"]
    let output = try host.set(both + words, exits: 69)
    #expect(output.stderr.contains("--token-file 127.0.0.1:\(servers["target"])=FILE"))
    #expect(host.file("token.localhost") == "\(servers["token"])\n", "\(output)")
    #expect(!wasShown())
    try host.cycle()
  }

  @Test("shows a template's token to none of several servers, unless it bears a server's name")
  func severalServersTemplate() throws {
    try must(["install", "-d", "-m", "0700", host.place])
    try write(servers["token"], to: "\(host.place)/token", mode: 0o600)
    let both = try [other, url, "--ca-file", servers.authority]
    let output = try host.set(both, exits: 69)
    let names = "\(host.place)/token.127.0.0.1 or \(host.place)/token.localhost"
    #expect(output.stderr.contains(names), "\(output)")
    #expect(!wasShown())
    try must(["mv", "\(host.place)/token", "\(host.place)/token.localhost"])
    try host.set(both, exits: 69)
    #expect(try #require(host.file("converge.yaml")).contains("\(host.place)/token.localhost"))
    #expect(!wasShown())
  }

  @Test("does not keep one that is not shown the repository, and takes another one later")
  func blind() throws {
    let hidden = try url.replacing("infra.git", with: "hidden.git")
    let words = ["--token-file", try token(servers["token"]), "--ca-file", servers.authority]
    let output = try host.set([hidden] + words, exits: 69)
    #expect(output.stderr.contains("it is not shown to this user"), "\(output)")
    #expect(output.stderr.contains("--token-file FILE"), "\(output)")
    #expect(host.file("token") == nil)
    try host.set([url] + words)
    try host.cycle()
  }

  @Test("takes one token for all repositories of a server")
  func oneServer() throws {
    let second = try servers.https(host.remote, as: "second")
    try host.set(
      up: try url, second, "--token-file", try token(servers["token"]), "--ca-file",
      servers.authority)
    let text = try #require(host.file("converge.yaml"))
    let named = text.split(separator: "\n").filter { $0.hasSuffix(": \(host.place)/token") }
    #expect(named.count == 2, "\(text)")
    let before = try host.snapshot()
    try host.set(up: try url, second)
    #expect(try host.snapshot() == before)
    try host.cycle()
  }

  /// Sets the host up at a terminal with two repositories of one server, of which the second one
  /// refuses the token of the first, up to the question for another one.
  private func askedForSecond() throws -> TerminalChild {
    let guarded = try servers.guarded(host.remote, as: "infra")
    let terminal = try host.terminal(try url, guarded, "--ca-file", servers.authority)
    try terminal.answer("token of git for \(try url) (not shown): ", servers["token"])
    try terminal.expect("refuses the token in \(host.place)/token")
    try terminal.expect("token of git for \(guarded) (not shown): ")
    return terminal
  }

  @Test("asks for another token for a repository that refuses the one of its server")
  func secondToken() throws {
    let terminal = try askedForSecond()
    try terminal.type("\(servers["second"])\n")
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(!["token", "second"].contains { terminal.shown.contains(servers[$0]) })
    #expect(host.file("token") == "\(servers["token"])\n")
    #expect(host.file("token.localhost") == "\(servers["second"])\n")
    let output = try host.cycle()
    #expect(!output.text.contains("refuses"), "\(output)")
  }

  @Test("goes on without a repository that refuses its server's token, where nobody has another")
  func noSecondToken() throws {
    let terminal = try askedForSecond()
    try terminal.type("\n")
    try terminal.answer("press Enter to try again, or type skip: ", "skip")
    #expect(try terminal.wait() == 69, "\(terminal.shown)")
    #expect(host.file("token") == "\(servers["token"])\n" && host.file("token.localhost") == nil)
    let text = try #require(host.file("converge.yaml"))
    let named = text.split(separator: "\n").filter { $0.contains("token-file: ") }
    #expect(named.count == 1, "\(text)")
    try host.cycle()
  }
}
