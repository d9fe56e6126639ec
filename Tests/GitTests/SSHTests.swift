import Glibc
import Posix
import Testing

@testable import Git

extension NetworkTests {
  @Suite("ssh")
  struct SSH {
    /// How the file names the server, and whether that is enough.
    enum Naming: String, CaseIterable, Sendable {
      case withPort, withoutPort, hashed, among, allTypes
    }

    /// The server shows its ecdsa key unless it is asked for another.
    @Test("trusts a key in the file", arguments: Naming.allCases)
    func known(_ naming: Naming) throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push()
      let (name, key) = ("[127.0.0.1]:\(servers["ssh"])", servers.knownKey)
      let remote =
        switch naming {
        case .withPort: try sshRemote(workspace, knownHosts: "\(name) \(key)")
        case .withoutPort: try sshRemote(workspace, knownHosts: "127.0.0.1 \(key)")
        case .among: try sshRemote(workspace, knownHosts: "# mine\nx \(key)\n\ny,\(name) \(key)")
        case .hashed: try sshRemote(workspace, knownHosts: hashed("\(name) \(key)", workspace))
        case .allTypes:
          try sshRemote(
            workspace,
            knownHosts: ["rsa", "ecdsa", "ed25519"].map {
              "\(name) \(try text("\(servers.folder)/ssh/many-\($0).pub"))"
            }.joined())
        }
      #expect(try workspace.fetch(remote).head == id)
    }

    private func hashed(_ line: String, _ workspace: Workspace) throws -> String {
      let file = "\(workspace.folder)/hashed"
      try write(line, to: file)
      try workspace.run("ssh-keygen", ["-q", "-H", "-f", file])
      let text = try text(file)
      #expect(text.hasPrefix("|1|"))
      return text
    }

    @Test("asks for the type of key that is known", arguments: ["ecdsa", "ed25519"])
    func type(_ type: String) throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push()
      let key = try text("\(servers.folder)/ssh/many-\(type).pub")
      let remote = try sshRemote(workspace, knownHosts: "[127.0.0.1]:\(servers["ssh"]) \(key)")
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("takes a server that has an RSA key alone")
    func rsa() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push()
      let key = try text("\(servers.folder)/ssh/many-rsa.pub")
      let remote = try sshRemote(workspace, knownHosts: "[127.0.0.1]:\(servers["ssh"]) \(key)")
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("refuses an unknown host and says how to make it known")
    func unknown() throws {
      let workspace = try Workspace()
      let remote = try sshRemote(workspace, knownHosts: "other.lan \(Servers.shared.knownKey)")
      let error = try workspace.failure(remote)
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("SHA256:"))
      #expect(error.reason.contains("ssh-keyscan -p \(Servers.shared["ssh"]) 127.0.0.1 >> "))
    }

    @Test("refuses a changed key, loudly, and shows it")
    func changed() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let key = try text("\(servers.folder)/ssh/wrong.pub")
      let remote = try sshRemote(workspace, knownHosts: "\n[127.0.0.1]:\(servers["ssh"]) \(key)")
      let error = try workspace.failure(remote)
      #expect(error.code == .untrusted)
      #expect(error.reason.hasPrefix("THE HOST KEY HAS CHANGED: the server shows ssh-ed25519 "))
      #expect(error.reason.contains("\(workspace.folder)/known_hosts:2"))
      let shown = try workspace.run(
        "ssh-keygen", ["-lf", "\(servers.folder)/ssh/many-ed25519.pub"])
      #expect(error.reason.contains(shown.split(separator: " ")[1]))
    }

    @Test("refuses a revoked key")
    func revoked() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let (name, key) = ("[127.0.0.1]:\(servers["ssh"])", servers.knownKey)
      let remote = try sshRemote(workspace, knownHosts: "\(name) \(key)\n@revoked * \(key)")
      let error = try workspace.failure(remote)
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("revoked"))
    }

    @Test("says which key is refused")
    func wrongIdentity() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let known = "[127.0.0.1]:\(servers["ssh"]) \(servers.knownKey)"
      let error = try workspace.failure(
        sshRemote(workspace, knownHosts: known, identity: "wrong"))
      #expect(error.code == .refused)
      #expect(error.reason.contains("refuses the key \(servers.folder)/ssh/wrong for the user"))
    }

    @Test(
      "knows which keys libgit2 can use",
      arguments: [
        ("right", SSHIdentity.plain), ("locked", .other(needsPassphrase: true)),
        ("ecdsa", .other(needsPassphrase: false)), ("rsa", .other(needsPassphrase: false)),
        ("rsa-pem", .other(needsPassphrase: false)), ("rsa-locked", .other(needsPassphrase: true)),
        ("pem-locked", .other(needsPassphrase: true)),
      ])
    func identity(_ name: String, _ identity: SSHIdentity) throws {
      #expect(try SSHIdentity(file: "\(Servers.shared.folder)/ssh/\(name)") == identity)
    }

    @Test(
      "says what is wrong with an identity",
      arguments: [("right.pub", "no private key for ssh"), ("none", "no such file")])
    func noIdentity(_ name: String, _ reason: String) throws {
      let error = try thrown(GitError.self) {
        _ = try SSHIdentity(file: "\(Servers.shared.folder)/ssh/\(name)")
      }
      #expect(error.code == .configuration)
      #expect(error.reason.contains(reason))
      #expect(error.action.hasSuffix("/ssh/\(name)"))
    }

    @Test(
      "takes the short form user@host:path",
      .enabled(if: Servers.available && !Servers.shared["scp"].isEmpty, "port 22 is not free"))
    func short() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let id = try workspace.push()
      let file = "\(workspace.folder)/known"
      try write(
        "\(servers["scp"]) \(try text("\(servers.folder)/ssh/short-ed25519.pub"))", to: file)
      let remote = try Remote(
        url: "\(servers["user"])@\(servers["scp"]):\(workspace.origin)",
        identity: servers.identity, knownHosts: file)
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("clears away what killed processes left behind, and nothing else")
    func leftovers() throws {
      let workspace = try Workspace()
      try workspace.push()
      let gone = try #require(Int(workspace.run("sh", ["-c", "echo $$"])))
      let (dead, alive) = ("/dev/shm/converge-\(gone)-abcdef", "/dev/shm/converge-1-abcdef")
      for folder in [dead, alive] {
        try workspace.run("mkdir", ["-p", "\(folder)/.ssh"])
        try write("x\n", to: "\(folder)/.ssh/known_hosts")
      }
      defer { _ = try? workspace.run("rm", ["-rf", dead, alive]) }
      _ = try workspace.fetch(Way.ssh.remote(workspace))
      #expect(access(dead, F_OK) != 0)
      #expect(access("\(alive)/.ssh/known_hosts", F_OK) == 0)
    }

    @Test("leaves nothing behind")
    func nothingLeft() throws {
      let mine = "converge-\(Host.process)-"
      let workspace = try Workspace()
      try workspace.push()
      let home = Host.environment("HOME")
      _ = try workspace.fetch(Way.ssh.remote(workspace))
      #expect(try !Folder.open("/dev/shm").names().contains { $0.hasPrefix(mine) })
      #expect(Host.environment("HOME") == home)
    }
  }
}
