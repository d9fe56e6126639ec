import Cycle
import Git
import Glibc
import TestSupport
import Testing

@testable import Setup

@Suite("the configuration that init writes") struct ConfigurationTextTests {
  @Test(
    "quotes what YAML would take for something else",
    arguments: [
      ("git@github.com:me/infra.git", "git@github.com:me/infra.git"), ("/srv/infra.git", nil),
      ("1", "'1'"), ("on", "'on'"), ("No", "'No'"), ("/a b's", "'/a b''s'"), ("a:", "'a:'"),
      ("x#y", "'x#y'"), ("-x", "'-x'"),
    ])
  func quotes(_ text: String, _ scalar: String?) {
    #expect(ConfigurationText.scalar(text) == scalar ?? text)
  }

  @Test("is read back as what it was made of")
  func readBack() throws {
    let folder = try Folder("setup")
    let place = PrivatePlace(configuration: folder["converge.yaml"])
    let urls = ["git@github.com:me/infra.git", "https://git.lan/me/infra.git", "/srv/a b.git"]
    var entries = RemoteEntry.planned(try urls.map { try RemoteURL($0) }, in: place)
    for name in ["deploy_key", "known_hosts", "token"] {
      try write("x\n", to: folder[name], mode: 0o600)
    }
    entries[1].token = entries[1].places.token
    var text = ConfigurationText(remotes: entries, host: "1")
    (text.branch, text.checkout, text.state) = ("site/media", folder["co"], folder["st"])
    (text.docker, text.protect) = ("unix:///run/x.sock", ["old"])
    try write(text.text, to: folder["converge.yaml"], mode: 0o600)
    let settings = try Settings.load(folder["converge.yaml"])
    #expect(settings.remotes.map(\.url.description) == urls)
    #expect(
      settings.remotes[0].access
        == .ssh(
          identity: folder["deploy_key"], knownHosts: folder["known_hosts"]))
    #expect(
      settings.remotes[1].access
        == .https(
          user: "git", tokenFile: folder["token"], authorityFile: nil))
    #expect(settings.host == "1" && settings.branch == "site/media")
    #expect(settings.checkout == folder["co"] && settings.state == folder["st"])
    #expect(settings.docker == "/run/x.sock" && settings.protect == ["old"])
    let again = ConfigurationText(
      settings, RemoteEntry.configured(settings.remotes, in: place))
    #expect(again.text == text.text)
  }

  @Test("says nothing of what is as usual")
  func usual() throws {
    var text = ConfigurationText(remotes: [], host: "media")
    (text.branch, text.docker) = ("main", "unix:///var/run/docker.sock")
    #expect(text.text.split(separator: "\n").suffix(2) == ["remotes:", "host: media"])
  }
}

@Suite("files of several remotes") struct RemoteEntryTests {
  @Test("have the plain names for the first of a kind, the server's name behind it")
  func names() throws {
    let urls = [
      "git@github.com:me/infra.git", "git@codeberg.org:me/infra.git",
      "ssh://git@codeberg.org/me/other", "https://git.lan/a", "https://git.example.org/a",
    ]
    let place = PrivatePlace(configuration: "/etc/converge/converge.yaml")
    let entries = RemoteEntry.planned(try urls.map { try RemoteURL($0) }, in: place)
    #expect(
      entries.compactMap(\.identity) == [
        "/etc/converge/deploy_key", "/etc/converge/deploy_key.codeberg.org",
        "/etc/converge/deploy_key.codeberg.org-2",
      ])
    #expect(entries.compactMap(\.knownHosts).allSatisfy { $0 == "/etc/converge/known_hosts" })
    #expect(
      entries.suffix(2).map(\.places.token) == [
        "/etc/converge/token.git.lan", "/etc/converge/token.git.example.org",
      ])
    #expect(
      entries.suffix(2).map(\.places.authority) == [
        "/etc/converge/ca.pem", "/etc/converge/ca.git.example.org.pem",
      ])
  }
}
