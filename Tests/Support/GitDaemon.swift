/// A remote served over the network (git-daemon(1)), by way of a wire that may break.
public final class GitDaemon {
  public let wire: Wire
  private let server: Child
  private let name: String

  /// - Parameter settings: of git's configuration, for every repository.
  public init(_ remote: Remote, settings: [String: String] = [:]) throws {
    let path = remote.url
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    name = String(path.dropFirst(folder.count))
    let port = try Lab.port()
    var environment = plainEnvironment
    environment["GIT_CONFIG_COUNT"] = "\(settings.count)"
    for (number, setting) in settings.enumerated() {
      environment["GIT_CONFIG_KEY_\(number)"] = setting.key
      environment["GIT_CONFIG_VALUE_\(number)"] = setting.value
    }
    server = try Child(
      [
        "git", "daemon", "--reuseaddr", "--export-all", "--listen=127.0.0.1", "--port=\(port)",
        "--base-path=\(folder)", folder,
      ], environment: environment)
    wire = try Wire(to: port)
    guard try eventually({ try run(["git", "ls-remote", url]).status == 0 }) else {
      throw FixtureError("git daemon did not start: \(server.said)")
    }
  }

  /// What `converge` is told.
  public var url: String { "git://127.0.0.1:\(wire.port)\(name)" }
}
