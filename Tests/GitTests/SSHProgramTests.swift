import Glibc
import Posix
import Testing

@testable import Git

extension NetworkTests {
  @Suite("ssh with keys that libgit2 cannot use")
  struct SSHByProgram {
    static var known: String { "[127.0.0.1]:\(Servers.shared["ssh"]) \(Servers.shared.knownKey)" }

    static func remote(
      _ workspace: Workspace, _ identity: String = "rsa", known: String? = nil,
      passphrase: String? = nil, path: String? = nil
    ) throws -> Remote {
      let file = "\(workspace.folder)/passphrase"
      if let passphrase { try write(passphrase, to: file) }
      return try sshRemote(
        workspace, knownHosts: known ?? SSHByProgram.known, identity: identity, path: path,
        passphrase: passphrase == nil ? nil : .file(file))
    }

    @Test("fetches", arguments: ["rsa", "ecdsa", "rsa-pem"])
    func fetch(_ identity: String) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      #expect(try workspace.fetch(SSHByProgram.remote(workspace, identity)).head == id)
    }

    @Test("takes a passphrase from a file", arguments: ["locked", "rsa-locked", "pem-locked"])
    func locked(_ identity: String) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let remote = try SSHByProgram.remote(workspace, identity, passphrase: "secret\n")
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("takes a passphrase from a credential")
    func credential() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let remote = try sshRemote(
        workspace, knownHosts: SSHByProgram.known, identity: "locked",
        passphrase: .credential("deploy"))
      let reader: Remote.CredentialReader = { (name) throws(GitError) in
        #expect(name == "deploy")
        return Array("secret".utf8)
      }
      let fetched = try workspace.repository.fetch(
        remote, branch: "main", deadline: 60, credential: reader)
      #expect(fetched.head == id)
      let error = try workspace.failure(remote)
      #expect(error.code == .configuration)
      #expect(error.action == "use credential:deploy")
    }

    @Test("says that a passphrase is a wrong one, and not which")
    func wrongPassphrase() throws {
      let workspace = try Workspace()
      try workspace.push()
      let error = try workspace.failure(
        SSHByProgram.remote(workspace, "rsa-locked", passphrase: "mistyped-one"))
      #expect(error.code == .configuration)
      #expect(error.reason.contains("\(workspace.folder)/passphrase does not open the key"))
      #expect(!error.description.contains("mistyped"))
    }

    @Test("says that a passphrase is needed", arguments: ["locked", "pem-locked"])
    func noPassphrase(_ identity: String) throws {
      let workspace = try Workspace()
      let error = try workspace.failure(SSHByProgram.remote(workspace, identity))
      #expect(error.code == .configuration)
      #expect(error.reason.hasPrefix("it needs a passphrase; name it as passphrase"))
    }

    @Test("says which key is refused", arguments: ["wrong-rsa"])
    func refused(_ identity: String) throws {
      let workspace = try Workspace()
      let error = try workspace.failure(SSHByProgram.remote(workspace, identity))
      #expect(error.code == .refused)
      #expect(error.reason.contains("/ssh/wrong-rsa for the user"))
    }

    @Test("refuses an unknown host and says how to make it known")
    func unknown() throws {
      let workspace = try Workspace()
      let error = try workspace.failure(SSHByProgram.remote(workspace, known: "# nothing\n"))
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("ssh-keyscan -p \(Servers.shared["ssh"]) 127.0.0.1 >> "))
    }

    @Test("refuses a changed key, loudly, and shows it")
    func changed() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let key = try text("\(servers.folder)/ssh/wrong.pub")
      let known = "\n[127.0.0.1]:\(servers["ssh"]) \(key)"
      let error = try workspace.failure(SSHByProgram.remote(workspace, known: known))
      #expect(error.code == .untrusted)
      #expect(error.reason.hasPrefix("THE HOST KEY HAS CHANGED: the server shows ED25519 SHA256:"))
      #expect(error.reason.contains("\(workspace.folder)/known_hosts:2"))
    }

    @Test("refuses a revoked key")
    func revoked() throws {
      let workspace = try Workspace()
      let known = "\(SSHByProgram.known)\n@revoked * \(Servers.shared.knownKey)"
      let error = try workspace.failure(SSHByProgram.remote(workspace, known: known))
      #expect(error.code == .untrusted)
      #expect(error.reason.contains("revoked"))
    }

    @Test(
      "takes whatever a path may hold, as git does and whatever the key",
      arguments: ["rsa", "right"])
    func path(_ identity: String) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let odd = "\(workspace.folder)/it's $(odd) \"x\"?#.git"
      try workspace.run("cp", ["-r", workspace.origin, odd])
      let quoted = odd.replacing("\"", with: "%22").replacing(" ", with: "%20")
      let remote = try SSHByProgram.remote(workspace, identity, path: quoted)
      let ssh =
        "ssh -o UserKnownHostsFile=\(workspace.folder)/known_hosts -i "
        + "\(Servers.shared.folder)/ssh/\(identity)"
      try workspace.git("-c", "core.sshCommand=\(ssh)", "ls-remote", remote.url.text)
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("takes keys and known hosts at paths that look like variables")
    func variables() throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let folder = "\(workspace.folder)/${HOME} $x %h"
      try workspace.run("mkdir", [folder])
      try workspace.run("cp", ["-p", "\(Servers.shared.folder)/ssh/rsa", "\(folder)/key"])
      try write(SSHByProgram.known, to: "\(folder)/known")
      let remote = try Remote(
        url: SSHByProgram.remote(workspace).url.text, identity: "\(folder)/key",
        knownHosts: "\(folder)/known")
      #expect(try workspace.fetch(remote).head == id)
    }

    @Test("leaves no ssh behind when it is given up", arguments: [false, true])
    func givenUp(deaf: Bool) throws {
      let (workspace, server) = (try Workspace(), try SilentServer(deaf: deaf))
      let file = "\(workspace.folder)/known"
      try write("", to: file)
      let remote = try Remote(
        url: "ssh://git@127.0.0.1:\(server.port)/x",
        identity: "\(Servers.shared.folder)/ssh/rsa", knownHosts: file)
      for (deadline, patience) in [(1.0, 10.0), (60.0, 1.0)] {
        let started = Instant.now
        let error = try thrown(GitError.self) {
          _ = try workspace.repository.fetch(
            remote, branch: "main", deadline: deadline, patience: patience)
        }
        #expect(error.code == .timedOut)
        #expect(Instant.now.seconds(since: started) < 6)
        let running = try workspace.run("ps", ["-eo", "args"])
        #expect(!running.contains("-p \(server.port) "))
      }
      withExtendedLifetime(server) {}
    }
  }
}
