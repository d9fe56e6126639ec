import Glibc
import Posix
import Testing

@testable import Git

extension NetworkTests {
  /// What a branch can be at though no git would put it there.
  @Suite("a head that can be no checkout")
  struct Malformed {
    enum Kind: String, CaseIterable, Sendable { case mode, tag, author, parent, parentAuthor }

    private static let who = "t <t@t> 1 +0000"

    /// Puts the branch there, past git's own checks.
    private func spoil(_ workspace: Workspace, _ kind: Kind) throws -> String {
      let id: String
      switch kind {
      case .tag:
        try workspace.work("tag", "-f", "-a", "-m", "x", "x")
        try workspace.work("push", "-q", "-f", workspace.origin, "refs/tags/x")
        id = try workspace.work("rev-parse", "refs/tags/x")
      case .mode:
        let blob = try #require(ObjectID(hex: workspace.work("rev-parse", "HEAD:a")))
        let bytes = withUnsafeBytes(of: blob.raw.id) { Array($0) }
        let tree = try object(workspace, "tree", Array("777777 a\0".utf8) + bytes)
        id = try commit(workspace, tree, author: Self.who)
      case .author:
        id = try commit(workspace, workspace.work("rev-parse", "HEAD^{tree}"), author: "t")
      case .parent, .parentAuthor:
        let tree = try workspace.work("rev-parse", "HEAD^{tree}")
        let parent = try commit(
          workspace, tree, author: "t", committer: kind == .parent ? "t" : Self.who)
        id = try commit(workspace, tree, parent: parent, author: Self.who)
      }
      try write("\(id)\n", to: "\(workspace.origin)/refs/heads/main")
      return String(id.prefix(7))
    }

    private func commit(
      _ workspace: Workspace, _ tree: String, parent: String? = nil, author: String,
      committer: String = Malformed.who
    ) throws -> String {
      let before = parent.map { "parent \($0)\n" } ?? ""
      let text = "tree \(tree)\n\(before)author \(author)\ncommitter \(committer)\n\nx\n"
      return try object(workspace, "commit", Array(text.utf8))
    }

    private func object(_ workspace: Workspace, _ type: String, _ bytes: [UInt8]) throws -> String {
      let file = "\(workspace.folder)/object"
      try write(bytes, to: file)
      return try workspace.git(
        "--git-dir", workspace.origin, "hash-object", "-t", type, "-w", "--literally", file)
    }

    @Test(
      "is the remote's failure, each time, and not a damage here",
      arguments: [Way.path, .git, .https], Kind.allCases)
    func refused(_ way: Way, _ kind: Kind) throws {
      let workspace = try Workspace()
      let remote = try way.remote(workspace)
      let good = try workspace.push("main", ["a": "1"])
      #expect(try workspace.fetch(remote).head == good)
      try workspace.repository.setReference("refs/converge/accepted", to: good)
      let bad = try spoil(workspace, kind)
      for _ in 0..<2 {
        let error = try workspace.failure(remote)
        #expect(![.damaged, .notFound, .full].contains(error.code), "\(error)")
        #expect(error.action == "fetch main from \(remote)")
        if kind == .tag { #expect(error.reason.contains("a tag, not a commit"), "\(error)") }
        if kind == .mode { #expect(error.reason.contains("parse tree"), "\(error)") }
        if kind == .mode && way != .path {
          #expect(error.reason.contains("\(bad) cannot be used"), "\(error)")
        }
      }
      #expect(try workspace.repository.isComplete(good))
      let next = try workspace.push("main", ["b": "2"])
      #expect(try workspace.fetch(remote).head == next)
    }

    @Test(
      "is none where only an old commit was made wrongly, at the first fetch: no later one reads it",
      arguments: [Kind.parent, .parentAuthor], [true, false])
    func older(_ kind: Kind, isOld: Bool) throws {
      let workspace = try Workspace()
      let remote = try Way.git.remote(workspace)
      try workspace.push("main", ["a": "1"])
      _ = try spoil(workspace, kind)
      try goOn(workspace, isOld ? 1200 : 10)
      guard isOld else {
        let error = try workspace.failure(remote)
        #expect(error.code == .malformed, "\(error)")
        #expect(error.reason.contains("cannot be used: cannot read the commit"), "\(error)")
        return
      }
      let first = try workspace.fetch(remote).head
      try workspace.repository.setReference("refs/converge/accepted", to: first)
      try goOn(workspace, 1)
      #expect(try workspace.fetch(remote).objects == 1)
    }

    /// So many commits more, at a second each.
    private func goOn(_ workspace: Workspace, _ count: Int) throws {
      let text = #"printf 'commit refs/heads/main\ncommitter t <t@t> %d +0000\ndata 0\n' $n"#
      let from = #"[ $n -gt $start ] || printf 'from refs/heads/main^0\n'"#
      let range = "start=$(($(git log -1 --format=%ct main) + 1)); end=$((start + \(count)))"
      let loop = "for ((n = start; n < end; n++)); do \(text); \(from); printf '\\n'; done"
      let script = "cd \(workspace.origin); \(range); \(loop) | git fast-import --quiet"
      try workspace.run("bash", ["-ec", script])
    }

    @Test("is the remote's also where a tag here is at it") func tagged() throws {
      let workspace = try Workspace()
      let remote = try Way.git.remote(workspace)
      _ = try workspace.push("main", ["a": "1"])
      _ = try workspace.fetch(remote)
      let tree = try workspace.work("rev-parse", "HEAD^{tree}")
      try workspace.inspect("update-ref", "refs/tags/x", tree)
      try write("\(tree)\n", to: "\(workspace.origin)/refs/heads/main")
      let error = try workspace.failure(remote)
      #expect(error.code == .malformed)
      #expect(error.action == "fetch main from \(remote)")
      #expect(error.reason.contains("a tree, not a commit"), "\(error)")
    }
  }

  /// Where libgit2's own words lead nobody anywhere.
  @Suite("a remote that cannot be used")
  struct Unusable {
    @Test("because it is a shallow clone says so")
    func shallow() throws {
      let workspace = try Workspace()
      for _ in 0..<3 { try workspace.push() }
      let clone = "\(workspace.folder)/shallow.git"
      try workspace.git(
        "clone", "-q", "--bare", "--depth", "1", "file://\(workspace.origin)", clone)
      let error = try workspace.failure(Remote(url: clone))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("git fetch --unshallow"))
    }

    @Test("because its names are SHA-256 says so")
    func names() throws {
      let workspace = try Workspace()
      let long = "\(workspace.folder)/long.git"
      try workspace.git("init", "-q", "--bare", "--object-format=sha256", long)
      let error = try workspace.failure(Remote(url: long))
      #expect(error.code == .unreachable)
      #expect(error.reason.contains("SHA-256"))
    }

    @Test(
      "because nobody listens at its port names the port",
      arguments: ["https", "http", "git", "ssh"])
    func nobody(_ scheme: String) throws {
      let workspace = try Workspace()
      let port = try SilentServer().port
      let error = try workspace.failure(Hanging.remote(scheme, port: port, workspace))
      #expect(error.reason.contains("nothing listens at port \(port) there"), "\(error)")
    }

    @Test(
      "because its port is another service's names the port",
      arguments: ["https", "http", "ssh", "rsa"])
    func otherService(_ scheme: String) throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      let port = try #require(Int(servers["daemon"]))
      var remote = try Hanging.remote(scheme == "rsa" ? "ssh" : scheme, port: port, workspace)
      if scheme == "rsa" {
        remote = try Remote(
          url: remote.url.text, identity: "\(servers.folder)/ssh/rsa",
          knownHosts: "\(workspace.folder)/known_hosts")
      }
      let error = try workspace.failure(remote)
      #expect(error.reason.contains("port \(port) there may be another service's"), "\(error)")
    }

    @Test("because of its key's form says how to change that")
    func form() throws {
      let (workspace, servers) = (try Workspace(), Servers.shared)
      try workspace.push()
      let key = "\(workspace.folder)/pkcs8"
      try workspace.run("openssl", ["genpkey", "-algorithm", "ed25519", "-out", key])
      chmod(key, 0o600)
      let error = try workspace.failure(
        Remote(
          url: "ssh://\(servers["user"])@127.0.0.1:\(servers["ssh"])\(workspace.origin)",
          identity: key, knownHosts: SSHByProgram.remote(workspace).knownHostsFile))
      // later ones than 9.5 can read it, and the server does not know it
      guard error.code == .configuration else { return #expect(error.code == .refused) }
      #expect(error.reason.contains("ssh-keygen -p -f \(key)"), "\(error)")
      #expect(error.reason.contains("oad key"), "\(error)")
    }
  }
}

extension Remote {
  fileprivate var knownHostsFile: String {
    if case .ssh(_, let file) = access { file } else { "" }
  }
}
