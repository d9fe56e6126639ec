import TestSupport
import Testing

@Suite("a remote whose host key has changed", .laboratory) struct UntrustedRemoteTests {
  private let servers: GitServers
  private let world: World
  private let mirror: Remote
  private let folder: Folder

  init() throws {
    servers = try GitServers()
    folder = try Folder("trust")
    mirror = try Remote()
    world = try World(mirrors: [mirror], list("web"), stack("web"))
    try world.remote.mirror(to: mirror)
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder["key"]])
    try write(read(folder["key.pub"]) ?? "", to: servers.authorizedKeys)
    try pin(servers.hostKey("ed25519"))
  }

  private func pin(_ key: String) throws {
    try write("[127.0.0.1]:\(servers["ssh"]) \(read(key) ?? "")", to: folder["known_hosts"])
  }

  /// The address of the first remote with what it takes to use it.
  private var ssh: String {
    let lines = ["identity: \(folder["key"])", "known-hosts: \(folder["known_hosts"])"]
    return ([servers.ssh(world.remote)] + lines).joined(separator: "\n    ")
  }

  @Test("is an alarm in every cycle, and no reason to stop", arguments: [true, false])
  func changed(isFirst: Bool) throws {
    try world.host.configure(remotes: isFirst ? [ssh, mirror.url] : [mirror.url, ssh])
    try world.cycle()
    try pin(servers.hostKey("ed25519").replacing("many-ed25519", with: "wrong"))
    try world.remote.mirror(to: mirror, world.commit(stack("web", service("app", "worker:2"))))
    try world.cycle("--full", exits: 77)
    try world.runs("worker:2")
    let output = try world.cycle(exits: 77)
    #expect(output.stderr.contains("error: pull: "), "\(output)")
    let words = "\(servers.ssh(world.remote)) is not trusted: THE HOST KEY HAS CHANGED"
    #expect(output.stdout.contains(words), "\(output)")
    #expect(try world.host.converge("status").stdout.contains(words))
    try pin(servers.hostKey("ed25519"))
    try world.cycle()
  }

  @Test("is one, too, where no other remote is left")
  func alone() throws {
    try world.host.configure(remotes: [ssh])
    try world.cycle()
    try pin(servers.hostKey("ed25519").replacing("many-ed25519", with: "wrong"))
    let output = try world.cycle(exits: 77)
    #expect(output.stdout.contains(" is not trusted: "), "\(output)")
    #expect(output.stdout.contains("nothing fetched from any remote"), "\(output)")
  }

  @Test("is one in the first cycle, which does nothing")
  func first() throws {
    try world.host.configure(remotes: [ssh])
    try pin(servers.hostKey("ed25519").replacing("many-ed25519", with: "wrong"))
    let output = try world.cycle(exits: 77)
    #expect(output.stderr.contains("THE HOST KEY HAS CHANGED"), "\(output)")
  }
}
