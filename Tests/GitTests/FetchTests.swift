import Glibc
import Posix
import Testing

@testable import Git

/// Everything that opens connections, one test after another: a fetch that is cut short shuts down
/// the sockets that the process opened meanwhile.
@Suite("Over the network", .serialized, .enabled(if: Servers.available, Servers.need))
struct NetworkTests {}

/// A way to reach the origin of a workspace.
enum Way: String, CaseIterable, Sendable {
  case path, https, httpsWithToken, proxied, http, git, ssh, sshProgram

  func remote(_ workspace: Workspace) throws -> Remote {
    let (servers, name) = (Servers.shared, workspace.name)
    switch self {
    case .path: return try Remote(url: workspace.origin)
    case .https:
      return try Remote(
        url: "https://localhost:\(servers["https"])/open/\(name)", caFile: servers.ca)
    case .httpsWithToken: return try tokenRemote("/auth/\(name)", workspace)
    case .proxied: return try proxyRemote(workspace, "/open/")
    case .http: return try Remote(url: "http://localhost:\(servers["http"])/open/\(name)")
    case .git: return try Remote(url: "git://localhost:\(servers["daemon"])/\(name)")
    case .ssh:
      return try sshRemote(
        workspace, knownHosts: "[127.0.0.1]:\(servers["ssh"]) \(servers.knownKey)")
    case .sshProgram:
      return try sshRemote(
        workspace, knownHosts: "[127.0.0.1]:\(servers["ssh"]) \(servers.knownKey)",
        identity: "rsa")
    }
  }
}

/// An https remote with a token that is right unless said otherwise.
func tokenRemote(
  _ path: String, _ workspace: Workspace, user: String = "", token: String? = nil,
  caFile: String? = Servers.shared.ca
) throws -> Remote {
  let (servers, file) = (Servers.shared, "\(workspace.folder)/token")
  try write((token ?? servers["token"]) + "\n", to: file)
  return try Remote(
    url: "https://\(user)localhost:\(servers["https"])\(path)", tokenFile: file, caFile: caFile)
}

/// An ssh remote with the key that is let in unless said otherwise.
func sshRemote(
  _ workspace: Workspace, knownHosts: String, identity: String = "right",
  path: String? = nil, passphrase: Remote.Passphrase? = nil
) throws -> Remote {
  let (servers, file) = (Servers.shared, "\(workspace.folder)/known_hosts")
  try write(knownHosts, to: file)
  return try Remote(
    url: "ssh://\(servers["user"])@127.0.0.1:\(servers["ssh"])\(path ?? workspace.origin)",
    identity: "\(servers.folder)/ssh/\(identity)", knownHosts: file, passphrase: passphrase)
}

/// A remote that is reached through the proxy of the tests, whose user is let in.
///
/// - Parameter prefix: the way to the repository on the web server.
func proxyRemote(
  _ workspace: Workspace, _ prefix: String, password: String? = nil
) throws -> Remote {
  let (servers, file) = (Servers.shared, "\(workspace.folder)/proxy-password")
  try write((password ?? servers["token"]) + "\n", to: file)
  return try Remote(
    url: "https://localhost:\(servers["https"])\(prefix)\(workspace.name)", caFile: servers.ca,
    proxy: "http://proxy-user@127.0.0.1:\(servers["proxy"])", proxyPasswordFile: file)
}

extension Workspace {
  func fetch(_ remote: Remote, _ branch: String = "main") throws -> Fetched {
    try repository.fetch(remote, branch: branch, deadline: 60)
  }

  /// The error of a fetch that is to fail.
  func failure(_ remote: Remote, _ branch: String = "main") throws -> GitError {
    try thrown(GitError.self) { _ = try fetch(remote, branch) }
  }
}

extension NetworkTests {
  @Suite("every kind of remote")
  struct Kinds {
    @Test("gives the head and its history", arguments: Way.allCases)
    func history(_ way: Way) throws {
      let workspace = try Workspace()
      let remote = try way.remote(workspace)
      try workspace.push("main", ["a": "1"])
      let first = try workspace.fetch(remote)
      #expect(first.objects == 3)
      let id = try workspace.push("main", ["b": "2"])
      let second = try workspace.fetch(remote)
      #expect(second.head == id)
      #expect(second.objects >= 3)
      let tree = try workspace.repository.commit(id).tree
      #expect(try workspace.repository.files(of: tree)?.map(\.path) == ["a", "b"])
      #expect(try workspace.repository.isComplete(id))
      #expect(try workspace.repository.descends(id, from: first.head))
    }

    @Test("downloads nothing twice", arguments: Way.allCases)
    func nothingNew(_ way: Way) throws {
      let workspace = try Workspace()
      let id = try workspace.push("main", ["a": "1"])
      _ = try workspace.fetch(way.remote(workspace))
      let before = try workspace.inspect("count-objects", "-v")
      #expect(try workspace.fetch(way.remote(workspace)) == Fetched(head: id, objects: 0))
      #expect(try workspace.inspect("count-objects", "-v") == before)
    }

    @Test("sends only what is missing behind a reference", arguments: Way.allCases)
    func difference(_ way: Way) throws {
      let workspace = try Workspace()
      for number in 1...5 { try workspace.push("main", ["file\(number)": "\(number)"]) }
      let first = try workspace.fetch(way.remote(workspace))
      #expect(first.objects == 15)
      try workspace.repository.setReference("refs/heads/main", to: first.head)
      let id = try workspace.push("main", ["file6": "6"])
      #expect(try workspace.fetch(way.remote(workspace)) == Fetched(head: id, objects: 3))
    }

    @Test("brings that branch alone: no other, no tag, no reference", arguments: Way.allCases)
    func aloneness(_ way: Way) throws {
      let workspace = try Workspace()
      let main = try workspace.push("main", ["a": "1"])
      let other = try workspace.push("other", ["b": "2"])
      try workspace.work("checkout", "-q", "main")
      try workspace.work("tag", "-a", "-m", "x", "tagged", "other")
      try workspace.work("push", "-q", workspace.origin, "--tags")
      #expect(try workspace.fetch(way.remote(workspace)).head == main)
      #expect(try workspace.objectCount == 3)
      #expect(throws: GitError.self) { try workspace.repository.commit(other) }
      #expect(try workspace.inspect("for-each-ref") == "")
      #expect(access("\(workspace.gitFolder)/FETCH_HEAD", F_OK) != 0)
    }

    @Test("knows branches with slashes", arguments: Way.allCases)
    func slashes(_ way: Way) throws {
      let workspace = try Workspace()
      try workspace.push("main", ["a": "1"])
      let id = try workspace.push("feature/one/two", ["b": "2"])
      #expect(try workspace.fetch(way.remote(workspace), "feature/one/two").head == id)
    }

    @Test("follows a forced push", arguments: Way.allCases)
    func forced(_ way: Way) throws {
      let workspace = try Workspace()
      let old = try workspace.push("main", ["a": "1"])
      _ = try workspace.fetch(way.remote(workspace))
      try workspace.repository.setReference("refs/heads/main", to: old)
      let new = try workspace.push("main", ["a": "2"], fresh: true)
      #expect(try workspace.fetch(way.remote(workspace)).head == new)
      #expect(try !workspace.repository.descends(new, from: old))
      #expect(try workspace.repository.commitID(of: "refs/heads/main") == old)
    }

    @Test("says that a branch is gone, and what there is", arguments: Way.allCases)
    func deleted(_ way: Way) throws {
      let workspace = try Workspace()
      for name in ["main", "a", "b", "c", "d", "e", "f"] { try workspace.push(name, ["x": "1"]) }
      try workspace.git("--git-dir", workspace.origin, "update-ref", "-d", "refs/heads/main")
      let error = try workspace.failure(way.remote(workspace))
      #expect(error.code == .noBranch)
      #expect(
        error.reason
          == "the remote has no branch main, or it was deleted; there is a, b, c, d, e and 1 more")
    }

    @Test("says that a repository is empty", arguments: Way.allCases)
    func empty(_ way: Way) throws {
      let workspace = try Workspace()
      let error = try workspace.failure(way.remote(workspace))
      #expect(error.code == .noBranch)
      #expect(error.reason == "the repository is empty; push a first commit to main")
    }

    @Test("says that there is no repository", arguments: Way.allCases)
    func missing(_ way: Way) throws {
      let workspace = try Workspace()
      let remote = try way.remote(workspace)
      try workspace.run("rm", ["-rf", workspace.origin])
      let error = try workspace.failure(remote)
      // forges say that also where a token does not reach that far
      #expect(error.code == (way == .httpsWithToken ? .refused : .unreachable))
      #expect(error.action == "fetch main from \(remote)")
      #expect(!error.reason.contains("\n"))
    }

    @Test("tells when it is the own repository that is damaged", arguments: Way.allCases)
    func damaged(_ way: Way) throws {
      let workspace = try Workspace()
      let id = try workspace.push("main", ["a": "1"])
      _ = try workspace.fetch(way.remote(workspace))
      try workspace.repository.setReference("refs/heads/main", to: id)
      try workspace.move()
      for path in try workspace.packs { unlink(path) }
      let damaged = try Repository.open(workspace.checkout)
      let error = try thrown(GitError.self) {
        _ = try damaged.fetch(way.remote(workspace), branch: "main", deadline: 60)
      }
      #expect(error.code == .damaged)
    }

    @Test("is not diverted by the repository's configuration", arguments: Way.allCases)
    func diversion(_ way: Way) throws {
      let workspace = try Workspace()
      let id = try workspace.push()
      let url = try way.remote(workspace).url.description
      try workspace.inspect("config", "url./nowhere/.insteadOf", String(url.prefix(8)))
      let again = try Repository.open(workspace.checkout)
      #expect(try again.fetch(way.remote(workspace), branch: "main", deadline: 60).head == id)
    }
  }

  @Suite("a name that no branch can have")
  struct Names {
    @Test("is refused", arguments: ["", "a b", "a..b", "-", "a:b", "x*", "a/", "HEAD^"])
    func invalid(_ name: String) throws {
      #expect(Repository.isBranchName(name) == (name == "-"))
      guard name != "-" else { return }
      let workspace = try Workspace()
      #expect(try workspace.failure(Remote(url: workspace.origin), name).code == .configuration)
    }

    @Test("is told from one that it can have", arguments: ["main", "a/b", "v1.0", "ü", "@x"])
    func valid(_ name: String) { #expect(Repository.isBranchName(name)) }
  }
}
