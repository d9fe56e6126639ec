import Posix
import Testing

@testable import Git

extension NetworkTests {
  @Suite("https")
  struct HTTPS {
    @Test("takes another user than git from the URL")
    func user() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let remote = try tokenRemote("/auth/\(workspace.name)", workspace, user: "ma%40il@")
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("says which token is refused, having offered it once")
    func wrongToken() throws {
      let workspace = try Workspace()
      try workspace.push()
      let error = try workspace.failure(
        tokenRemote("/auth/\(workspace.name)", workspace, token: "wrong-one"))
      #expect(error.code == .refused)
      #expect(
        error.reason.hasPrefix(
          "the server refuses the token in \(workspace.folder)/token for the user git"))
      #expect(!error.description.contains("wrong-one"))
      let offers = Servers.shared.seen(workspace.name).filter { $0.contains("[Basic ") }
      #expect(offers.count == 1)
    }

    @Test("does not say the user in the url, which may be a token")
    func tokenInURL() throws {
      let workspace = try Workspace()
      try workspace.push()
      let error = try workspace.failure(
        tokenRemote("/auth/\(workspace.name)", workspace, user: "ghp_hush@", token: "wrong-one"))
      #expect(error.code == .refused)
      #expect(error.reason.contains("for the user in the url"))
      #expect(!error.description.contains("hush"))
    }

    @Test("says that a token is needed")
    func noToken() throws {
      let workspace = try Workspace()
      let url = "https://localhost:\(Servers.shared["https"])/auth/\(workspace.name)"
      let error = try workspace.failure(Remote(url: url, caFile: Servers.shared.ca))
      #expect(error.code == .refused)
      #expect(
        error.reason == "the server asks for a user and token; name a token-file for this remote")
    }

    @Test("never sends anything over http")
    func plain() throws {
      let workspace = try Workspace()
      let url = "http://git@localhost:\(Servers.shared["http"])/auth/\(workspace.name)"
      let error = try workspace.failure(Remote(url: url))
      #expect(error.code == .refused)
      #expect(error.reason.contains("never go over http://"))
      let seen = Servers.shared.seen(workspace.name)
      #expect(seen.count == 1)
      #expect(seen.allSatisfy { $0.hasSuffix("[-]") })
    }

    @Test("says what is wrong with a token file", arguments: ["", "\n", "a\nb\n", "a\tb"])
    func tokenFile(_ content: String) throws {
      let workspace = try Workspace()
      let remote = try tokenRemote("/auth/\(workspace.name)", workspace, token: content)
      let error = try workspace.failure(remote)
      #expect(error.code == .configuration)
      #expect(error.action == "use token-file \(workspace.folder)/token")
    }

    @Test("says that a file is missing")
    func missingFiles() throws {
      let workspace = try Workspace()
      for (url, tokenFile, caFile) in [
        ("https://localhost:1/x", "/none", nil), ("https://localhost:1/x", nil, "/none"),
      ] {
        let error = try workspace.failure(Remote(url: url, tokenFile: tokenFile, caFile: caFile))
        #expect(error.code == .configuration)
        #expect(error.description.contains("/none"))
      }
    }

    @Test("trusts a private authority for its own remote alone")
    func authorities() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let path = "/open/\(workspace.name)"
      let own = try tokenRemote(path, workspace)
      let system = try tokenRemote(path, workspace, caFile: nil)
      let other = try tokenRemote(
        path, workspace, caFile: "\(Servers.shared.folder)/tls/other-ca.pem")
      for _ in 1...2 {
        #expect(try workspace.fetch(own).head == id)
        for (remote, hint) in [
          (system, "name that one's certificate as ca-file"), (other, "is all"),
        ] {
          let error = try workspace.failure(remote)
          #expect(error.code == .untrusted)
          #expect(error.reason.contains("not correctly signed by the trusted CA"))
          #expect(error.reason.contains(hint))
        }
      }
    }

    @Test("does not trust an expired certificate")
    func expired() throws {
      let workspace = try Workspace()
      let url = "https://localhost:\(Servers.shared["expired"])/open/\(workspace.name)"
      let error = try workspace.failure(Remote(url: url, caFile: Servers.shared.ca))
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("The certificate validity has expired; it is to be renewed"))
    }

    @Test("does not trust a certificate for another name")
    func otherName() throws {
      let workspace = try Workspace()
      let url = "https://localhost:\(Servers.shared["target"])/open/\(workspace.name)"
      let error = try workspace.failure(Remote(url: url, caFile: Servers.shared.ca))
      #expect(error.code == .untrusted)
      #expect(
        error.reason.contains("does not match with the expected CN; url is to name the server"))
    }

    @Test("says that an address takes more than a name does")
    func address() throws {
      let workspace = try Workspace()
      let url = "https://127.0.0.1:\(Servers.shared["https"])/open/\(workspace.name)"
      let error = try workspace.failure(Remote(url: url, caFile: Servers.shared.ca))
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("which /etc/hosts can lead to 127.0.0.1"))
    }

    @Test("says that a ca-file holds no certificate")
    func noCertificate() throws {
      let workspace = try Workspace()
      let file = "\(workspace.folder)/ca"
      try write("nothing\n", to: file)
      let error = try workspace.failure(Remote(url: "https://localhost:1/x", caFile: file))
      #expect(error.code == .configuration)
      #expect(error.description.contains("ca-file \(file): it holds no certificate"))
    }

    @Test(
      "never leads to another host or scheme, which would get the token",
      arguments: ["moved", "moved-after-auth", "downgraded"])
    func redirect(_ way: String) throws {
      let workspace = try Workspace()
      try workspace.push()
      let error = try workspace.failure(tokenRemote("/\(way)/\(workspace.name)", workspace))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("put its new address into url"))
      let seen = Servers.shared.seen(workspace.name)
      #expect(!seen.isEmpty)
      #expect(seen.allSatisfy { $0.hasPrefix("localhost:\(Servers.shared["https"]) ") })
    }

    @Test("follows a repository that was renamed on its own server")
    func renamed() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      #expect(try workspace.fetch(tokenRemote("/renamed/\(workspace.name)", workspace)).head == id)
    }

    @Test("says that the server forbids it")
    func forbidden() throws {
      let workspace = try Workspace()
      let error = try workspace.failure(tokenRemote("/forbidden/\(workspace.name)", workspace))
      #expect(error.code == .refused)
      #expect(error.reason.contains("403"))
    }
  }
}
