/// A Git remote: a bare repository, with a clone in which commits are made and pushed from.
public final class Remote: Sendable {
  private let folder: Folder
  public let branch: String

  /// The bare repository's path, which is a URL that `converge` takes.
  public var url: String { folder["infra.git"] }
  /// The clone's path.
  public var clone: String { folder["clone"] }

  public init(branch: String = "main") throws {
    folder = try Folder("remote")
    self.branch = branch
    try must(["git", "init", "-q", "--bare", "-b", branch, folder["infra.git"]])
    try must(["git", "init", "-q", "-b", branch, folder["clone"]])
    try git("config", "user.name", "A Person")
    try git("config", "user.email", "person@example.org")
    try git("config", "commit.gpgsign", "false")
    try git("remote", "add", "origin", folder["infra.git"])
  }

  /// Commits files by path, in place of whatever stands there; nil only removes it. Pushes.
  ///
  /// - Returns: the commit's full name.
  @discardableResult
  public func commit(_ message: String = "Change", _ files: [String: String?]) throws -> String {
    try must(["rm", "-rf"] + files.keys.map { "\(clone)/\($0)" })
    for case (let path, let text?) in files { try write(text, to: "\(clone)/\(path)") }
    return try commit(message)
  }

  /// Commits whatever changed in the clone, empty or not, and pushes.
  @discardableResult
  public func commit(_ message: String = "Change") throws -> String {
    try git("add", "--all", "--force")
    try git("commit", "-q", "--allow-empty", "-m", message)
    try git("push", "-q", "--force", "origin", "HEAD:refs/heads/\(branch)")
    return try git("rev-parse", "HEAD")
  }

  /// Pushes what the clone has to another remote, over whatever is there.
  public func mirror(to other: Remote, _ commit: String = "HEAD") throws {
    try git("push", "-q", "--force", other.url, "\(commit):refs/heads/\(other.branch)")
  }

  /// Makes it unreachable, until ``comeBack()``.
  public func goAway() throws { try must(["mv", url, folder["away.git"]]) }

  public func comeBack() throws { try must(["mv", folder["away.git"], url]) }

  /// Runs git in the clone; it must succeed.
  @discardableResult
  public func git(_ arguments: String...) throws -> String {
    try must(["git", "-C", clone] + arguments, environment: gitEnvironment)
  }
}

/// Nobody's own configuration.
private let gitEnvironment = plainEnvironment.merging([
  "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
]) { $1 }
