import Posix
import Testing

import class TestSupport.Wire

@testable import Git

extension NetworkTests {
  @Suite("a remote that gets no further")
  struct Stalls {
    private func error(
      _ remote: Remote, _ workspace: Workspace, patience: Double = 1
    ) throws -> (error: GitError, seconds: Double) {
      let started = Instant.now
      let error = try thrown(GitError.self) {
        _ = try workspace.repository.fetch(
          remote, branch: "main", deadline: 60, patience: patience)
      }
      return (error, Instant.now.seconds(since: started))
    }

    @Test(
      "is left after a while in which it said nothing", arguments: ["https", "http", "git", "ssh"])
    func silent(_ scheme: String) throws {
      let (workspace, server) = (try Workspace(), try SilentServer())
      let (error, seconds) = try error(
        Hanging.remote(scheme, port: server.port, workspace), workspace)
      #expect(error.code == .timedOut)
      #expect(error.reason == "nothing came from the server for 1 seconds")
      #expect(seconds >= 1 && seconds < 5)
      withExtendedLifetime(server) {}
    }

    @Test("is left where its address does not answer", arguments: ["https", "http", "git", "ssh"])
    func deaf(_ scheme: String) throws {
      let (workspace, server) = (try Workspace(), try SilentServer(deaf: true))
      let (error, seconds) = try error(
        Hanging.remote(scheme, port: server.port, workspace), workspace)
      #expect(error.code == .timedOut)
      #expect(error.reason == "the server's address did not answer within 1 seconds")
      #expect(seconds >= 1 && seconds < 5)
      withExtendedLifetime(server) {}
    }

    @Test(
      "is left where it stops half way, and nothing half is kept", arguments: [0.02, 0.5, 0.98])
    func halfWay(_ part: Double) throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push("main", ["noise": Stalls.noise(20_000)])
      let wire = try Wire(to: UInt16(servers["daemon"])!)
      let remote = try Remote(url: "git://127.0.0.1:\(wire.port)/\(workspace.name)")
      let copy = "\(workspace.folder)/copy"
      try workspace.git("clone", "-q", remote.url.description, copy)
      wire.fail(.hang(after: Int(Double(wire.passed) * part)))
      let (error, seconds) = try error(remote, workspace)
      #expect(error.code == .timedOut)
      #expect(error.reason == "nothing came from the server for 1 seconds")
      #expect(seconds >= 1 && seconds < 6)
      #expect(try workspace.packs == [])
      wire.fail(nil)
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("is told from one that is slow but steady")
    func steady() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push("main", ["noise": Stalls.noise(1500)])
      let url = "http://localhost:\(servers["http"])/slow/\(workspace.name)"
      let started = Instant.now
      let fetched = try workspace.repository.fetch(
        Remote(url: url), branch: "main", deadline: 60, patience: 2)
      #expect(fetched.head == id)
      #expect(Instant.now.seconds(since: started) > 3)
    }

    @Test("may not send more than it is allowed to")
    func most() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      try workspace.push("main", ["noise": Stalls.noise(200_000)])
      let remote = try Remote(url: "git://127.0.0.1:\(servers["daemon"])/\(workspace.name)")
      let error = try thrown(GitError.self) {
        _ = try workspace.repository.fetch(remote, branch: "main", deadline: 60, most: 1 << 20)
      }
      #expect(error.reason == "more than 1 MiB would have to come")
      #expect(try workspace.packs == [])
    }

    static func noise(_ words: Int) -> String {
      var random = SystemRandomNumberGenerator()
      return (0..<words).map { _ in String(random.next(), radix: 36) }.joined()
    }
  }
}
