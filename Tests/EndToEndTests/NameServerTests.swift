import Glibc
import TestSupport
import Testing

/// Three name servers that drop what they are asked, and three domains to look a name up in: the
/// system's resolver would ask for a minute or more.
@Suite("name servers that say nothing", .laboratory, .serialized) struct NameServerTests {
  private let world: World
  private let folder: Folder

  /// What has to be given beside the address, by the way in which the remote is reached.
  private enum Way: String, CaseIterable {
    case https
    case ssh = "ed25519"
    /// By the system's ssh.
    case program = "rsa"
  }

  init() throws {
    try #require(Self.areSilent, "no service can be had at 127.0.0.9")
    let (engine, remote) = (try Engine.lend(), try Remote())
    world = World(engine: engine, remote: remote, host: try Host("media", engine, [remote]))
    folder = try Folder("names")
    try world.commit(list())
    try world.cycle()
  }

  /// Takes the port of name servers and never answers.
  private static let areSilent = (9...11).allSatisfy { number in
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(53).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0000 + number).bigEndian
    let server = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private func configure(_ way: Way) throws {
    var remote = "https://gitea/x"
    if way != .https {
      let key = folder["key"]
      try must(["ssh-keygen", "-q", "-t", way.rawValue, "-N", "", "-f", key])
      try write("gitea \(read("\(key).pub") ?? "")", to: folder["known"])
      remote = "ssh://git@gitea/x\n    identity: \(key)\n    known-hosts: \(folder["known"])"
    }
    try world.host.configure(remotes: [remote, world.remote.url])
  }

  private func start(_ call: String) throws -> Child {
    let servers = (9...11).map { "nameserver 127.0.0.\($0)\n" }.joined()
    try write("search lan example.org example.net\n\(servers)", to: folder["resolv.conf"])
    let mount = "mount --bind '\(folder["resolv.conf"])' \"$(realpath /etc/resolv.conf)\""
    return try world.host.start(wrapper: ["unshare", "--mount", "sh", "-ec", "\(mount)\n\(call)"])
  }

  /// Seconds of computing, of a line like "0m0.030s 0m1.020s" for what the shell started.
  private var computed: Double {
    let words = (read(folder["times"]) ?? "").split { $0 == "\n" || $0 == " " }.suffix(2)
    return words.reduce(0) { sum, word in
      let parts = word.split { $0 == "m" || $0 == "s" }.compactMap { Double($0) }
      return sum + parts.reduce(0) { $0 * 60 + $1 }
    }
  }

  @Test(
    "keep nobody waiting longer than a server that says nothing, and no core busy",
    arguments: ["https", "ed25519", "rsa"])
  func silent(_ way: String) throws {
    try configure(#require(Way(rawValue: way)))
    let cycle = try start(#""$0" "$@"; times >'\#(folder["times"])'"#)
    let seconds = try elapsed { _ = try cycle.wait() }
    let output = try cycle.wait()
    #expect(output.status == 0, "\(output)")
    #expect(output.text.contains("within 10 seconds; check DNS; trying the next"), "\(output)")
    #expect(seconds < 15, "\(output)")
    #expect(computed > 0 && computed < 1)
  }

  @Test("end at once when the cycle is to end", arguments: ["https", "ed25519", "rsa"])
  func stopped(_ way: String) throws {
    try configure(#require(Way(rawValue: way)))
    let cycle = try start(#"exec "$0" "$@""#)
    usleep(3_000_000)
    cycle.signal(SIGTERM)
    let seconds = try elapsed { _ = try cycle.wait() }
    let output = try cycle.wait()
    #expect(output.status == 143, "\(output)")
    #expect(seconds < 2, "\(output)")
  }
}
