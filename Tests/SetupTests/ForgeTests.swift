import Git
import Testing

@testable import Setup

@Suite("known forges") struct ForgeTests {
  /// As the owners publish them, ed25519 first.
  private static let fingerprints = [
    "github.com": [
      "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
      "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
    ],
    "gitlab.com": [
      "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
      "SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
    ],
  ]

  @Test("have the keys whose fingerprints are published", arguments: ["github.com", "gitlab.com"])
  func published(_ host: String) throws {
    let keys = Forge.keys(of: try RemoteURL("git@\(host):me/infra.git"))
    #expect(keys.compactMap(\.fingerprint) == Self.fingerprints[host])
  }

  @Test(
    "have whole keys",
    arguments: ["github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht"])
  func whole(_ host: String) throws {
    let url = try RemoteURL("ssh://git@\(host)/me/infra")
    let keys = Forge.keys(of: url)
    #expect(keys.map(\.type) == ["ssh-ed25519", "ecdsa-sha2-nistp256"])
    #expect(keys.allSatisfy { $0.fingerprint != nil })
    let lines = keys.map { $0.line(host: url.host, port: url.port) }.joined()
    #expect(HostKey.all(in: lines, host: host, port: 22) == keys)
  }

  @Test("are those on the usual port alone, over ssh")
  func others() throws {
    for url in ["ssh://git@github.com:2222/a/b", "https://github.com/a/b", "git@example.org:a/b"] {
      #expect(Forge.keys(of: try RemoteURL(url)) == [])
    }
  }

  @Test(
    "have a page for deploy keys",
    arguments: [
      ("git@github.com:me/infra.git", "https://github.com/me/infra/settings/keys/new"),
      ("ssh://git@gitlab.com/me/a/infra.git", "https://gitlab.com/me/a/infra/-/settings/"),
      ("ssh://git@git.lan:2222/me/infra", "https://git.lan/me/infra/settings/keys"),
    ])
  func page(_ url: String, _ start: String) throws {
    #expect(Forge.place(for: try RemoteURL(url)).contains(start))
  }
}
