import Glibc

/// A host that `converge` keeps: its configuration, key, checkout, state and Engine.
public final class Host {
  public let name: String
  public let engine: Engine
  /// Kept so that they outlive the host's runs.
  public let remotes: [Remote]
  /// The Engine's socket as the configuration names it.
  private let socket: String
  private let folder: Folder

  public var configuration: String { folder["converge.yaml"] }
  public var checkout: String { folder["checkout"] }
  public var state: String { folder["state"] }
  public var home: String { folder["home"] }
  public var key: String { folder["age.key"] }
  /// What a cycle and all that it starts have open.
  public var lock: String { "\(state)/lock" }

  /// - Parameters:
  ///   - remotes: tried in this order.
  ///   - settings: more lines for the configuration file.
  ///   - socket: what stands in front of the Engine's.
  public init(
    _ name: String = "media", _ engine: Engine, _ remotes: [Remote], settings: String = "",
    socket: String? = nil
  ) throws {
    self.name = name
    self.engine = engine
    self.remotes = remotes
    self.socket = socket ?? engine.socket
    folder = try Folder("host-\(name)")
    try must(["mkdir", folder["home"]])
    try write(AgeKey.host.identity + "\n", to: folder["age.key"], mode: 0o600)
    try configure(remotes: remotes.map(\.url), settings: settings)
  }

  /// Writes the configuration file anew.
  ///
  /// - Parameter settings: more lines; where they do not say how long a stack is watched, it is
  ///   looked at once.
  public func configure(remotes urls: [String], settings: String = "") throws {
    let text = """
      remotes:
      \(urls.map { "  - url: \($0)" }.joined(separator: "\n"))
      branch: \(remotes.first?.branch ?? "main")
      host: \(name)
      checkout: \(checkout)
      state: \(state)
      age-keys: [\(key)]
      docker: unix://\(socket)
      \(settings.contains("verify:") ? "" : "verify: {stable: 0s}")
      \(settings)

      """
    try write(text, to: configuration, mode: 0o600)
  }

  /// Runs one cycle to its end.
  public func converge(_ arguments: String..., environment: [String: String] = [:]) throws -> Output
  {
    try start(arguments, environment: environment).wait()
  }

  /// Starts a cycle and leaves it running.
  ///
  /// - Parameter wrapper: a program and its arguments that starts the cycle and ends with it.
  public func start(
    _ arguments: [String] = [], environment: [String: String] = [:], wrapper: [String] = []
  ) throws -> Child {
    try Child(
      wrapper + [Program.converge, "--config", configuration] + arguments,
      environment: self.environment.merging(environment) { $1 })
  }

  /// What a cycle finds in its environment.
  public var environment: [String: String] { plainEnvironment.merging(["HOME": home]) { $1 } }

  /// A file of the checkout; nil when there is none.
  public func file(_ path: String) -> String? { read("\(checkout)/\(path)") }
}

/// The program under test.
public enum Program {
  /// `CONVERGE_BINARY`, or the one built beside the tests.
  public static let converge: String = {
    if let chosen = Environment.text("CONVERGE_BINARY") { return chosen }
    let tests = (try? must(["readlink", "/proc/\(getpid())/exe"])) ?? ""
    return tests.prefix(through: tests.lastIndex(of: "/") ?? tests.startIndex) + "converge"
  }()

  /// Encrypts dotenv text as `converge secrets encrypt` does.
  public static func encrypt(
    _ text: String, to recipients: [String] = [AgeKey.host.recipient], as name: String = "plain.env"
  ) throws -> String {
    let folder = try Folder("secret")
    try write(text, to: folder[name], mode: 0o600)
    let ages = recipients.flatMap { ["--age", $0] }
    return try must([converge, "secrets", "encrypt"] + ages + [folder[name]]) + "\n"
  }
}
