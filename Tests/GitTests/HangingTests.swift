import Glibc
import Posix
import Testing

@testable import Git

/// A listening socket that nobody accepts from: connections are made, and nothing is ever said.
final class SilentServer {
  private let listener: Int32
  private var fillers: [Int32] = []
  let port: Int

  /// - Parameter deaf: whether not even a connection is made, as behind a firewall that drops.
  init(deaf: Bool = false) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(listener, raw, size) == 0 && listen(listener, deaf ? 0 : 16) == 0
          && getsockname(listener, raw, &size) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard bound else { throw PosixError(call: "listen") }
    if deaf { fill(&address) }
  }

  /// Takes up all places for connections that wait to be accepted; further ones are dropped.
  private func fill(_ address: inout sockaddr_in) {
    for _ in 0..<8 {
      let filler = socket(
        AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      fillers.append(filler)
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
  }

  deinit { for descriptor in fillers + [listener] { close(descriptor) } }
}

extension NetworkTests {
  @Suite("a server that hangs")
  struct Hanging {
    static func remote(_ scheme: String, port: Int, _ workspace: Workspace) throws -> Remote {
      let place = "\(scheme)://\(scheme == "ssh" ? "git@" : "")127.0.0.1:\(port)/x"
      guard scheme == "ssh" else { return try Remote(url: place) }
      let file = "\(workspace.folder)/known_hosts"
      try write("", to: file)
      return try Remote(url: place, identity: Servers.shared.identity, knownHosts: file)
    }

    @Test(
      "is given up at the deadline", arguments: ["https", "http", "git", "ssh"], [false, true])
    func deadline(_ scheme: String, deaf: Bool) throws {
      let (workspace, server) = (try Workspace(), try SilentServer(deaf: deaf))
      let remote = try Hanging.remote(scheme, port: server.port, workspace)
      let started = Instant.now
      let error = try thrown(GitError.self) {
        _ = try workspace.repository.fetch(remote, branch: "main", deadline: 1)
      }
      let seconds = Instant.now.seconds(since: started)
      #expect(error.code == .timedOut)
      #expect(error.reason == "there was no end after 1 seconds")
      #expect(seconds >= 1 && seconds < 5)
      withExtendedLifetime(server) {}
    }

    @Test("is given up on request, which stays readable", arguments: ["https", "git", "ssh"])
    func stop(_ scheme: String) throws {
      let (workspace, server) = (try Workspace(), try SilentServer())
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      defer { for end in ends { close(end) } }
      #expect(Glibc.write(ends[1], "x", 1) == 1)
      let started = Instant.now
      let error = try thrown(GitError.self) {
        _ = try workspace.repository.fetch(
          Hanging.remote(scheme, port: server.port, workspace), branch: "main", deadline: 60,
          stop: ends[0])
      }
      #expect(error.code == .interrupted)
      #expect(Instant.now.seconds(since: started) < 5)
      var watched = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
      #expect(poll(&watched, 1, 0) == 1)
      withExtendedLifetime(server) {}
    }

    @Test("or crawls leaves nothing half downloaded")
    func slow() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      var random = SystemRandomNumberGenerator()
      let noise = (0..<8000).map { _ in String(random.next(), radix: 36) }.joined()
      let id = try workspace.push("main", ["noise": noise])
      let url = "http://localhost:\(servers["http"])/slow/\(workspace.name)"
      let error = try thrown(GitError.self) {
        _ = try workspace.repository.fetch(Remote(url: url), branch: "main", deadline: 3)
      }
      #expect(error.code == .timedOut)
      #expect(try workspace.packs == [])
      #expect(try workspace.fetch(Way.http.remote(workspace)) == Fetched(head: id, objects: 3))
    }

    @Test("does not cost other connections")
    func others() throws {
      let (workspace, server, other) = (try Workspace(), try SilentServer(), try SilentServer())
      let mine = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(mine) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      address.sin_port = UInt16(other.port).bigEndian
      let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(mine, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(connected == 0)
      let remote = try Hanging.remote("git", port: server.port, workspace)
      #expect(throws: GitError.self) {
        try workspace.repository.fetch(remote, branch: "main", deadline: 0.5)
      }
      var watched = pollfd(fd: mine, events: Int16(POLLIN | POLLHUP), revents: 0)
      #expect(poll(&watched, 1, 0) == 0)
      #expect(send(mine, "x", 1, Int32(MSG_NOSIGNAL)) == 1)
      withExtendedLifetime((server, other)) {}
    }

    @Test("is told from one that is not there", arguments: ["https", "http", "git", "ssh"])
    func refused(_ scheme: String) throws {
      let workspace = try Workspace()
      let port = try SilentServer().port
      let error = try workspace.failure(Hanging.remote(scheme, port: port, workspace))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("onnection refused"))
    }

    @Test("is told from a name that does not exist")
    func noName() throws {
      let workspace = try Workspace()
      let error = try workspace.failure(Remote(url: "https://nowhere.invalid/x"))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("failed to resolve address for nowhere.invalid"))
    }
  }
}
