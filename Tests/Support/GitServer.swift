/// A Git server as somebody has it at home: https with a certificate of an own authority, a token,
/// and a clone in which commits are made and pushed from (`scripts/lib/lab-git`).
public final class GitServer {
  /// As hosts know it.
  public let url: String
  /// Its port, at every address of the laboratory.
  public let port: UInt16
  private let folder: Folder
  private var server: Child?

  /// The authority's certificate, a file.
  public var authority: String { folder["ca.pem"] }
  /// The token, a file.
  public var token: String { folder["token"] }
  /// The clone's path.
  public var clone: String { folder["clone"] }
  /// The path of the repository that it serves.
  public var repository: String { folder["infra.git"] }

  public init() throws {
    folder = try Folder("git")
    port = try Lab.port()
    url = "https://git.lan:\(port)/infra.git"
    try must(["git", "init", "-q", "--bare", "-b", "main", repository])
    try must(["git", "init", "-q", "-b", "main", folder["clone"]])
    try comeBack()
    try git("remote", "add", "origin", origin)
  }

  /// Ends it with all its processes: connections are refused then.
  public func goAway() { server = nil }

  /// - Parameter days: how long its certificate is valid, where it has none yet.
  public func comeBack(days: Int = 30) throws {
    server = try Child(
      [Lab.tool("lab-git"), folder.path, "\(port)", "\(days)"], environment: plainEnvironment)
    let answers = {
      try run(["git", "ls-remote", "-q", self.origin], environment: self.environment).status == 0
    }
    guard try eventually(within: 20, answers) else {
      throw FixtureError("the Git server does not answer: \(server?.said ?? "")")
    }
  }

  /// Gives it a certificate that its authority signed for so many days from now; -1 is one that has
  /// expired.
  public func renewCertificate(days: Int) throws { try renew("server.pem", days: days) }

  /// Gives it an authority that nobody knows, with the name of the one before, and a certificate of it.
  public func renewAuthority() throws { try renew("server.pem", "ca.pem") }

  /// Gives it another token: whoever has the one before is refused.
  public func renewToken() throws {
    try renew("token")
    try git("remote", "set-url", "origin", origin)
  }

  private func renew(_ files: String..., days: Int = 30) throws {
    goAway()
    try must(["rm"] + files.map { folder[$0] })
    try comeBack(days: days)
  }

  /// Commits files by path; nil removes one. Does not push.
  ///
  /// - Returns: the commit's full name.
  @discardableResult
  public func commit(_ message: String = "Change", _ files: [String: String?]) throws -> String {
    try must(["rm", "-rf"] + files.keys.map { "\(clone)/\($0)" })
    for case (let path, let text?) in files { try write(text, to: "\(clone)/\(path)") }
    try git("add", "--all")
    try git("commit", "-q", "--allow-empty", "-m", message)
    return try git("rev-parse", "HEAD")
  }

  /// Pushes over https, as from somebody's laptop.
  public func push() throws { try git("push", "-q", "--force", "origin", "HEAD:refs/heads/main") }

  /// Runs git in the clone; it must succeed.
  @discardableResult
  public func git(_ arguments: String...) throws -> String {
    try must(["git", "-C", clone] + arguments, environment: environment)
  }

  /// What the server shows is for hosts to judge.
  private var environment: [String: String] {
    let settings = [
      ("http.curloptResolve", "git.lan:\(port):10.77.0.1"), ("user.name", "Ann"),
      ("user.email", "ann@example.org"),
    ]
    var variables = [
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_SSL_NO_VERIFY": "true",
      "GIT_CONFIG_COUNT": "\(settings.count)", "GIT_TERMINAL_PROMPT": "0",
    ]
    for (index, setting) in settings.enumerated() {
      variables["GIT_CONFIG_KEY_\(index)"] = setting.0
      variables["GIT_CONFIG_VALUE_\(index)"] = setting.1
    }
    return plainEnvironment.merging(variables) { $1 }
  }

  /// With user and token, as a person's git keeps it.
  private var origin: String {
    "https://git:\((read(token) ?? "").filter { $0 != "\n" })@git.lan:\(port)/infra.git"
  }
}
