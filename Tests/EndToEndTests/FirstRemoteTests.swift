import TestSupport
import Testing

@Suite("a host that nothing was ever deployed on", .laboratory) struct FirstRemoteTests {
  private let servers: GitServers
  private let world: World
  private let folder: Folder

  init() throws {
    servers = try GitServers()
    world = try World(list("web"), stack("web"))
    folder = try Folder("first")
  }

  /// The address of the remote, with a token that the server refuses.
  private var closed: String {
    get throws {
      try write("wrong-one\n", to: folder["token"], mode: 0o600)
      let lines = ["token-file: \(folder["token"])", "ca-file: \(servers.authority)"]
      return ([try address] + lines).joined(separator: "\n    ")
    }
  }

  private var address: String { get throws { try servers.https(world.remote, as: "infra") } }

  /// What `converge status` says of a remote.
  private func line(_ url: String) throws -> String {
    let output = try world.host.converge("status")
    #expect(output.status == 0, "\(output)")
    let line = output.stdout.split(separator: "\n").first { $0.hasPrefix("remote \(url): ") }
    return String(line ?? "nothing in: \(output)")
  }

  @Test("tells in its status of each remote why it was of no use, and what to do")
  func eachRemote() throws {
    let gone = "http://127.0.0.1:1/infra.git"
    try world.host.configure(remotes: [closed, gone])
    try world.cycle(exits: 69)

    let status = try world.host.converge("status").stdout.split(separator: "\n")
    #expect(status.first == "media has not converged yet")
    let ended = ": failed: nothing could be fetched from any remote, now or before"
    #expect(status.contains { $0.hasPrefix("last cycle ") && $0.hasSuffix(ended) }, "\(status)")
    let refused = try line(address)
    #expect(refused.contains(": does not let this host in: "), "\(refused)")
    #expect(refused.contains("refuses the token in \(folder["token"])"), "\(refused)")
    #expect(refused.hasSuffix("; correct what lets this host in, or what it may read there"))
    let unreachable = try line(gone)
    #expect(unreachable.contains(": unreachable: "), "\(unreachable)")
    #expect(unreachable.hasSuffix("; see whether the address is right, and this host reaches it"))

    let json = try world.host.converge("status", "--json").stdout
    for words in [#""state" : "refused""#, #""state" : "unreachable""#, #""advice" : "correct"#] {
      #expect(json.contains(words), "\(json)")
    }
    #expect(!json.contains("wrong-one") && !refused.contains("wrong-one"))
  }

  @Test("tells no more of that once one of them lets it in")
  func over() throws {
    try world.host.configure(remotes: [closed])
    try world.cycle(exits: 69)
    try world.host.configure(remotes: [world.remote.url])
    try world.cycle()
    #expect(try line(world.remote.url).hasSuffix("reached, in use"))
    #expect(try !world.host.converge("status").text.contains("does not let"))
  }

  @Test("tells which commit is not signed, and what to do") func unsigned() throws {
    let signing = try Signing()
    let head = try signing.commit("worker:1", by: nil).prefix(7)
    try signing.world.cycle(exits: 77)
    let status = try signing.world.host.converge("status").stdout
    let words = "remote \(signing.remote.url): \(head), reached: \(head) refused: it is not signed"
    #expect(status.contains(words), "\(status)")
    #expect(status.contains("commit something signed on top of it"), "\(status)")
  }
}
