/// The Git servers of `Tests/GitTests/Fixtures/servers`: https with a private authority and a token,
/// and ssh. They end with this.
public final class GitServers {
  private let folder: Folder
  private let server: Child
  private let values: [String: String]

  public init() throws {
    folder = try Folder("servers")
    let script = #filePath.replacing("Support/GitServers.swift", with: "GitTests/Fixtures/servers")
    // they serve until their standard input ends
    let server = try Child(
      ["sh", "-c", "sleep 3600 | bash '\(script)' '\(folder["it"])'"],
      environment: plainEnvironment)
    guard eventually(within: 60, { server.said.contains("\nready") }) else {
      throw FixtureError("the Git servers did not start: \(server.said)")
    }
    var values: [String: String] = [:]
    for line in server.said.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    self.values = values
    self.server = server
  }

  /// "https", "ssh" and other ports, "token", and "second", that of guarded repositories.
  public subscript(_ name: String) -> String { values[name] ?? "" }

  /// The certificate of the private authority.
  public var authority: String { folder["it/tls/ca.pem"] }

  /// What the web server was asked: "host:port request [authorization]", a line each.
  public var seen: String {
    (try? must(["cat", folder["it/web/seen.log"]])) ?? ""
  }

  /// The keys that the ssh server lets in.
  public var authorizedKeys: String { folder["it/ssh/authorized"] }

  /// The public half of a host key of the ssh server: "ed25519", "ecdsa".
  public func hostKey(_ type: String) -> String { folder["it/ssh/many-\(type).pub"] }

  /// The address of a remote over https, for which the server asks for a token.
  public func https(_ remote: Remote, as name: String) throws -> String {
    try link(remote, name)
    return "https://localhost:\(self["https"])/auth/\(name).git"
  }

  /// The address of the same over https, where the server asks for the second token.
  public func guarded(_ remote: Remote, as name: String) throws -> String {
    try https(remote, as: name).replacing("/auth/", with: "/guarded/")
  }

  public func ssh(_ remote: Remote) -> String { "ssh://root@127.0.0.1:\(self["ssh"])\(remote.url)" }

  private func link(_ remote: Remote, _ name: String) throws {
    try must(["ln", "-sfn", remote.url, folder["it/git/\(name).git"]])
  }
}
