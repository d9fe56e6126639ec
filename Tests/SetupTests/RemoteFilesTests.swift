import Git
import Testing

@testable import Setup

/// Which files of the configuration's folder belong to which remote.
@Suite("the files of a remote") struct RemoteFilesTests {
  private let place = PrivatePlace(configuration: "/etc/converge/converge.yaml")

  @Test("of a new configuration have plain names for the first, and the server's for others")
  func planned() throws {
    let urls = try ["https://a.lan/x", "https://b.lan/x", "git@c.lan:x"].map { try RemoteURL($0) }
    let entries = RemoteEntry.planned(urls, in: place)
    #expect(entries[0].places.token == "/etc/converge/token.a.lan")
    #expect(entries[0].places.authority == "/etc/converge/ca.pem")
    #expect(entries[1].places.token == "/etc/converge/token.b.lan")
    #expect(entries[1].places.authority == "/etc/converge/ca.b.lan.pem")
    #expect(entries[2].identity == "/etc/converge/deploy_key")
  }

  @Test("of one server have a plain token for the first") func oneServer() throws {
    let urls = try ["https://a.lan/x", "https://a.lan/y"].map { try RemoteURL($0) }
    let entries = RemoteEntry.planned(urls, in: place)
    #expect(entries[0].places.token == "/etc/converge/token")
    #expect(entries[1].places.token == "/etc/converge/token.a.lan")
  }

  @Test("that two share are replaced for the first alone") func shared() throws {
    let remotes = try ["https://a.lan/x", "https://a.lan/y"].map {
      try Remote(url: $0, tokenFile: "/etc/converge/token")
    }
    let entries = RemoteEntry.configured(remotes, in: place)
    #expect(entries.map(\.token) == ["/etc/converge/token", "/etc/converge/token"])
    #expect(entries[0].places.token == "/etc/converge/token")
    #expect(entries[1].places.token.hasPrefix("/etc/converge/token.a.lan"))
  }

  @Test("that a configured remote has are never those of another one") func configured() throws {
    let first = try Remote(
      url: "https://a.lan/x", tokenFile: "/etc/converge/token", caFile: "/etc/converge/ca.pem")
    let second = try Remote(url: "https://b.lan/x")
    for remotes in [[first, second], [second, first]] {
      let entries = RemoteEntry.configured(remotes, in: place)
      let open = try #require(entries.first { $0.token == nil })
      #expect(open.places.token == "/etc/converge/token.b.lan")
      #expect(open.places.authority == "/etc/converge/ca.b.lan.pem")
    }
  }

  @Test("are written into that folder alone") func elsewhere() throws {
    #expect(try place.name(of: "/etc/converge/token") == "token")
    for path in ["/srv/token", "/etc/converge/a/token", "/etc/converged/token"] {
      #expect(throws: (any Error).self) { try place.name(of: path) }
    }
  }
}
