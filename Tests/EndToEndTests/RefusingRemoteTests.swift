import TestSupport
import Testing

@Suite("a first remote that refuses this host, or cannot be used", .laboratory)
struct RefusingRemoteTests {
  private let servers: GitServers
  private let folder: Folder

  init() throws {
    servers = try GitServers()
    folder = try Folder("refusing")
    try setToken(servers["token"])
  }

  private func setToken(_ text: String) throws {
    try write("\(text)\n", to: folder["token"], mode: 0o600)
  }

  /// The address of a remote, and with it what lets this host in.
  private func https(_ remote: Remote) throws -> (url: String, lines: String) {
    let url = try servers.https(remote, as: "infra")
    let lines = [url, "token-file: \(folder["token"])", "ca-file: \(servers.authority)"]
    return (url, lines.joined(separator: "\n    "))
  }

  /// What `converge status` says of a remote.
  private func line(_ url: String, _ host: Host) throws -> String {
    let output = try host.converge("status")
    let line = output.stdout.split(separator: "\n").first { $0.hasPrefix("remote \(url): ") }
    return String(line ?? "nothing in: \(output)")
  }

  @Test("is named in the last line of every cycle while another one stands in, which ends well")
  func standIn() throws {
    let world = try World(list("web"), stack("web"))
    let mirror = try Remote()
    try world.remote.mirror(to: mirror)
    let (url, lines) = try https(world.remote)
    try world.host.configure(remotes: [lines, mirror.url])
    try world.cycle()
    let head = try world.remote.git("rev-parse", "--short=7", "HEAD")

    try setToken("wrong-one")
    for _ in 1...2 {
      let output = try world.cycle()
      let last = "media at \(head): 1 stack, nothing changed, \(url) refuses this host\n"
      #expect(output.stdout.hasSuffix(last), "\(output)")
      #expect(output.stderr.contains("; trying the next remote"), "\(output)")
    }
    try setToken(servers["token"])
    #expect(try !world.cycle().text.contains("refuses"))

    try must(["git", "-C", world.remote.url, "update-ref", "-d", "refs/heads/main"])
    let unusable = try world.cycle()
    #expect(unusable.stdout.contains("nothing changed, \(url) cannot be used"), "\(unusable)")
  }

  @Test("is no second one: that is told where it is asked, and not in the last line")
  func second() throws {
    let world = try World(list("web"), stack("web"))
    let (url, lines) = try https(world.remote)
    let first = try Remote()
    try world.remote.mirror(to: first)
    try world.host.configure(remotes: [first.url, lines])
    try setToken("wrong-one")
    let output = try world.cycle("--full")
    #expect(output.stderr.contains("refuses the token"), "\(output)")
    #expect(!output.stdout.contains("refuses"), "\(output)")
    #expect(try line(url, world.host).contains(": does not let this host in: "))
  }

  @Test("is named also where what the other one shows is not signed")
  func unsigned() throws {
    let mirror = try Remote()
    let signing = try Signing(mirrors: [mirror])
    let (url, lines) = try https(signing.remote)
    let host = signing.world.host
    try host.configure(
      remotes: [lines, mirror.url],
      settings: "signatures: {mode: head, allowed-signers: \(signing.allowed)}")
    try signing.watched.cycle()
    try setToken("wrong-one")
    try signing.commit("worker:2", by: nil)
    try signing.remote.mirror(to: mirror)
    let output = try signing.world.cycle(exits: 77)
    #expect(output.stdout.contains(" refused: it is not signed"), "\(output)")
    #expect(output.stdout.contains(", \(url) refuses this host"), "\(output)")
    let line = try line(url, host)
    #expect(line.contains("refuses the token in"), "\(line)")
  }
}
