import Posix
import Testing

@testable import Git

extension NetworkTests {
  @Suite("a remote that goes on and on about its branches")
  struct Floods {
    @Test(
      "is left before that takes much memory", arguments: [Way.git, .http, .ssh, .sshProgram])
    func flood(_ way: Way) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let name = String(repeating: "x", count: 230)
      let script = """
        cd \(workspace.origin)
        { echo '# pack-refs with: peeled fully-peeled sorted '
          echo '\(id) refs/heads/main'
          seq -f '\(id) refs/tags/\(name)%07.0f' 1200000; } > packed-refs
        rm refs/heads/main
        """
      try workspace.run("bash", ["-c", script])
      let remote = try way.remote(workspace)
      for body in [
        { _ = try workspace.fetch(remote) }, { _ = try remote.heads(deadline: 60) },
      ] {
        let error = try thrown(GitError.self, body)
        #expect(error.code == .unreachable)
        #expect(error.reason.contains("more than 64 MiB came before"), "\(error)")
      }
    }
  }
}
