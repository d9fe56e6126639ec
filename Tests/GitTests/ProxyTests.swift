import Posix
import Testing

@testable import Git

extension NetworkTests {
  @Suite("a proxy")
  struct Proxies {
    private var log: [Substring] {
      ((try? text("\(Servers.shared.folder)/proxy.log")) ?? "").split(separator: "\n")
    }

    @Test("carries https, after its user was asked for")
    func carries() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let before = log.count
      #expect(try workspace.fetch(proxyRemote(workspace, "/open/")).head == id)
      let asked = log.dropFirst(before)
      #expect(asked.first?.hasPrefix("CONNECT localhost:") == true)
      #expect(asked.first?.hasSuffix("[-]") == true)
      #expect(asked.contains { $0.hasSuffix("[right]") })
    }

    @Test("gets its password, and the server its token")
    func both() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let (token, password) = ("\(workspace.folder)/token", "\(workspace.folder)/password")
      for file in [token, password] { try write(Servers.shared["token"], to: file) }
      let remote = try Remote(
        url: "https://localhost:\(Servers.shared["https"])/auth/\(workspace.name)",
        tokenFile: token, caFile: Servers.shared.ca,
        proxy: "http://proxy-user@127.0.0.1:\(Servers.shared["proxy"])",
        proxyPasswordFile: password)
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("that refuses is told from a server that refuses")
    func refuses() throws {
      let workspace = try Workspace()
      let remote = try proxyRemote(workspace, "/open/", password: "not-that-one")
      let error = try workspace.failure(remote)
      #expect(error.code == .refused)
      #expect(
        error.reason.hasPrefix("the proxy http://127.0.0.1:\(Servers.shared["proxy"]) refuses"))
      #expect(!error.description.contains("not-that-one"))
      #expect(!error.description.contains("proxy-user"))
    }

    @Test("that asks for a user says so")
    func asks() throws {
      let workspace = try Workspace()
      let error = try workspace.failure(
        Remote(
          url: "https://localhost:1/x", proxy: "http://127.0.0.1:\(Servers.shared["proxy"])"))
      #expect(error.code == .refused)
      #expect(error.reason.contains("name proxy and proxy-password-file"))
    }

    @Test(
      "counts where the host's configuration names it, and no file of git's own", arguments: Way.web
    )
    func ownFiles(_ way: Way) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let port = try SilentServer().port
      for key in ["http.proxy", "https.proxy", "http.https://localhost.proxy"] {
        try workspace.inspect("config", key, "http://127.0.0.1:\(port)")
      }
      #expect(try workspace.fetch(way.remote(workspace)).head == id)
    }

    @Test("that is not there is named")
    func missing() throws {
      let workspace = try Workspace()
      let port = try SilentServer().port
      let error = try workspace.failure(
        Remote(url: "https://localhost:1/x", proxy: "http://127.0.0.1:\(port)"))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("it goes through the proxy http://127.0.0.1:\(port)"))
    }
  }
}

extension Way {
  /// Those that a proxy could carry.
  fileprivate static let web: [Way] = [.https, .http]
}

@Suite("The proxy that the environment names")
struct EnvironmentProxyTests {
  private func found(_ url: String, _ environment: [String: String]) throws -> EnvironmentProxy? {
    try EnvironmentProxy.find(for: RemoteURL(url)) { environment[$0] }
  }

  @Test(
    "is that of https, in small letters or else in capitals",
    arguments: [
      ("https://x/y", "https_proxy", "http://p:1"), ("https://x/y", "HTTPS_PROXY", "http://p:1"),
      ("https://x/y", "https_proxy", "p:1"), ("https://x/y", "https_proxy", "http://p:1/"),
    ])
  func named(_ url: String, _ variable: String, _ value: String) throws {
    let proxy = try found(url, [variable: value])
    #expect(proxy == EnvironmentProxy(address: "http://p:1", variable: variable))
    #expect(proxy?.description == "http://p:1, which \(variable) names")
  }

  @Test("is none for other schemes, and where nothing is said")
  func none() throws {
    let all = ["https_proxy": "http://p:1", "http_proxy": "http://p:1", "all_proxy": "http://p:1"]
    for url in ["http://x/y", "git://x/y", "ssh://git@x/y", "/srv/y"] {
      #expect(try found(url, all) == nil)
    }
    #expect(try found("https://x/y", ["https_proxy": ""]) == nil)
    #expect(try found("https://x/y", ["http_proxy": "http://p:1"]) == nil)
  }

  @Test(
    "is not for what no_proxy names",
    arguments: [
      ("*", true), ("gitea.lan", true), ("other,.lan", true), ("lan", true), ("*.lan", true),
      ("gitea.lan:3000", true), ("gitea.lan:3001", false), ("tea.lan", false), ("", false),
      ("GITEA.LAN", true), ("::1", false),
    ])
  func exceptions(_ list: String, _ isException: Bool) throws {
    let environment = ["https_proxy": "http://p:1", "no_proxy": list]
    #expect(try (found("https://gitea.lan:3000/x", environment) == nil) == isException)
  }

  @Test(
    "is refused where it cannot be used, without its login",
    arguments: [
      "socks5://a:hush@p:1", "http://a:hush@:x", "a:hush@p:port", "http://a:hush/@p:1",
      "http://a@hush:x@p:1", "a:/hush@p:1",
    ])
  func bad(_ value: String) throws {
    let error = try thrown(GitError.self) { _ = try found("https://x/y", ["https_proxy": value]) }
    #expect(error.code == .configuration)
    #expect(error.description.contains("https_proxy"))
    #expect(!error.description.contains("hush"))
  }
}

@Suite("The options of a proxy")
struct ProxyOptionsTests {
  @Test("are understood", arguments: ["http://p.lan:3128", "http://[::1]:1/", "http://P:8080"])
  func good(_ text: String) throws {
    let proxy = try Remote(url: "https://x/y", proxy: text).proxy
    #expect(
      proxy?.description == (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased())
  }

  @Test(
    "are refused where they make no sense, without telling a password",
    arguments: [
      ("http://p.lan", "port"), ("socks5://p:1", "must be http://"),
      ("http://a:hush@p:1", "password"),
      ("http://a@p:1", "needs proxy-password-file"), ("http://p:1/x", "port"), ("p:1", "must be"),
    ])
  func bad(_ text: String, _ reason: String) throws {
    let mistake = try thrown(RemoteMistake.self) { _ = try Remote(url: "https://x/y", proxy: text) }
    #expect(mistake.field == .proxy)
    #expect(mistake.reason.contains(reason))
    #expect(!mistake.description.contains("hush"))
  }

  @Test("are for https alone, and client certificates for nothing")
  func kinds() throws {
    let ssh = try RemoteURL("ssh://git@x/y")
    let https = try RemoteURL("https://x/y")
    #expect(
      Remote.mistakes(ssh, given: [.identity, .knownHosts, .proxy]).map(\.description)
        == ["proxy is for https:// only"])
    #expect(Remote.mistakes(https, given: [.passphrase]).map(\.field) == [.passphrase])
    let mistakes = Remote.mistakes(https, given: [.clientCertificate, .clientKey])
    #expect(mistakes.map(\.field) == [.clientCertificate, .clientKey])
    #expect(mistakes.allSatisfy { $0.reason.contains("libgit2 shows no client certificates") })
  }
}
