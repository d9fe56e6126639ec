import Testing

@testable import Git

@Suite("A remote's URL")
struct RemoteURLTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let text: String
    let kind: RemoteURL.Kind
    var user: String? = nil
    var host = ""
    var port = 0
    /// What libgit2 gets, where that differs.
    var address: String? = nil
    var testDescription: String { text }
  }

  @Test(
    "has one of these forms",
    arguments: [
      Form(text: "/srv/git/infra.git", kind: .path),
      Form(text: "/srv/my files/infra", kind: .path),
      Form(text: "https://gitea.lan/me/infra.git", kind: .https, host: "gitea.lan", port: 443),
      Form(
        text: "https://Gitea.LAN:3000/X", kind: .https, host: "gitea.lan", port: 3000,
        address: "https://gitea.lan:3000/X"),
      Form(
        text: "ssh://Me@Git.LAN/X", kind: .ssh, user: "Me", host: "git.lan", port: 22,
        address: "ssh://Me@git.lan/X"),
      Form(
        text: "Me@Git.LAN:X", kind: .ssh, user: "Me", host: "git.lan", port: 22,
        address: "Me@git.lan:X"),
      Form(
        text: "https://ma%40il@gitea.lan/x", kind: .https, user: "ma@il", host: "gitea.lan",
        port: 443, address: "https://gitea.lan/x"),
      Form(text: "http://gitea.lan/x", kind: .http, host: "gitea.lan", port: 80),
      Form(text: "git://gitea.lan/x", kind: .git, host: "gitea.lan", port: 9418),
      Form(text: "ssh://git@gitea.lan/x", kind: .ssh, user: "git", host: "gitea.lan", port: 22),
      Form(text: "ssh://git@[::1]:2222/x", kind: .ssh, user: "git", host: "::1", port: 2222),
      Form(
        text: "git@github.com:me/infra.git", kind: .ssh, user: "git", host: "github.com", port: 22),
    ])
  func forms(_ form: Form) throws {
    let url = try RemoteURL(form.text)
    #expect(url.kind == form.kind)
    #expect(url.user == form.user)
    #expect(url.host == form.host)
    #expect(url.port == form.port)
    #expect(url.address == form.address ?? form.text)
    #expect(url.text == form.text)
  }

  @Test(
    "is shown without a user that may be a token",
    arguments: [
      ("https://ghp_secret@host/a@b.git", "https://host/a@b.git"),
      ("https://host/a@b", "https://host/a@b"), ("http://me@Host:1/a", "http://Host:1/a"),
      ("ssh://git@host/a", "ssh://git@host/a"), ("git@host:a", "git@host:a"), ("/srv/a", "/srv/a"),
    ])
  func shown(_ text: String, _ shown: String) throws {
    #expect(try RemoteURL(text).description == shown)
  }

  @Test(
    "shows no login of another address that an error names",
    arguments: [
      ("malformed URL 'socks5://me:hunter2@127.0.0.1:3130'", "hunter2"),
      ("failed to connect to https://me:hunter2@proxy.lan:1/x", "hunter2"),
      ("no https://me:hun/ter2@proxy.lan:1/x", "ter2"), ("no http://me:hun@ter2@p:1", "ter2"),
    ])
  func masked(_ words: String, _ secret: String) {
    #expect(!RemoteFailure.oneLine(words).contains(secret))
    #expect(RemoteFailure.oneLine("at https://me@host/a/b: no").contains("https://host/a/b: no"))
    for text in ["git@host:a", "https://host/a", "a@b"] {
      #expect(RemoteURL.withoutLogin(text) == text)
    }
  }

  @Test(
    "is refused with a reason",
    arguments: [
      ("", "is empty"),
      ("infra", "none of the known forms"),
      ("../infra", "none of the known forms"),
      ("~/infra", "none of the known forms"),
      ("github.com:me/infra", "none of the known forms"),
      ("./a@b:c", "none of the known forms"),
      ("file:///srv/git/infra", "unknown scheme file://"),
      ("ftp://host/x", "unknown scheme ftp://"),
      ("HTTPS://host/x", "unknown scheme HTTPS://"),
      ("https://host", "names no repository"),
      ("https://host/", "names no repository"),
      ("https:///x", "no valid host name"),
      ("https://host:0/x", "no valid port"),
      ("https://host:port/x", "no valid port"),
      ("https://ho st/x", "space or control character"),
      ("https://me:secret@host/x", "holds a password"),
      ("http://me:secret@host/x", "holds a password"),
      ("ssh://git:secret@host/x", "holds a password"),
      ("ssh://host/x", "names no user; write ssh://git@host/x"),
      ("ssh://git@-oProxyCommand=x/y", "no valid host name"),
      ("git@-host:x", "no valid host name"),
      ("git@host:", "names no repository"),
      ("git@host:-x", "names no repository"),
      ("git@[host:22]:x", "has brackets"),
      ("@host:x", "none of the known forms"),
    ])
  func refused(_ text: String, _ reason: String) throws {
    let mistake = try thrown(RemoteMistake.self) { _ = try RemoteURL(text) }
    #expect(mistake.field == .url)
    #expect(mistake.reason.contains(reason))
    #expect(!mistake.description.contains("secret"))
  }
}

@Suite("A remote's options")
struct RemoteTests {
  @Test("fit its URL")
  func fitting() throws {
    #expect(try Remote(url: "/x").access == .open)
    #expect(
      try Remote(url: "https://h/x", tokenFile: "/t", caFile: "/c").access
        == .https(user: "git", tokenFile: "/t", authorityFile: "/c"))
    #expect(
      try Remote(url: "git@h:x", identity: "/i", knownHosts: "/k").access
        == .ssh(identity: "/i", knownHosts: "/k"))
  }

  @Test("that do not fit are refused by name")
  func unfitting() {
    func field(_ make: () throws(RemoteMistake) -> Remote) -> RemoteMistake.Field? {
      do {
        _ = try make()
        return nil
      } catch {
        return error.field
      }
    }
    for url in ["/x", "http://h/x", "git://h/x"] {
      #expect(
        field { () throws(RemoteMistake) in try Remote(url: url, tokenFile: "/t") } == .tokenFile)
      #expect(field { () throws(RemoteMistake) in try Remote(url: url, caFile: "/c") } == .caFile)
      #expect(
        field { () throws(RemoteMistake) in try Remote(url: url, identity: "/i") } == .identity)
      #expect(
        field { () throws(RemoteMistake) in try Remote(url: url, knownHosts: "/k") } == .knownHosts)
    }
    #expect(
      field { () throws(RemoteMistake) in try Remote(url: "git@h:x", knownHosts: "/k") }
        == .identity)
    #expect(
      field { () throws(RemoteMistake) in try Remote(url: "git@h:x", identity: "/i") }
        == .knownHosts)
    #expect(
      field { () throws(RemoteMistake) in
        try Remote(url: "git@h:x", tokenFile: "/t", identity: "/i", knownHosts: "/k")
      } == .tokenFile)
  }
}
