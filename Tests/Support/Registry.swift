/// A registry of a test's own, on a port of its own, with the images of the laboratory's.
public final class Registry {
  /// `host:port`
  public let address: String
  private let folder: Folder
  private let server: Child

  /// - Parameter login: whether it asks for one: user `reader`, password `opensesame`.
  public init(login: Bool = false) throws {
    folder = try Folder("registry")
    let port = try Lab.port()
    address = "127.0.0.1:\(port)"
    try must(["cp", "-rl", "\(Lab.folder ?? "")/registry.data", folder["data"]])
    try write(Registry.passwords, to: folder["htpasswd"])
    let access = login ? "auth: {htpasswd: {realm: r, path: \(folder["htpasswd"])}}" : ""
    let configuration = """
      version: 0.1
      log: {level: error}
      storage: {filesystem: {rootdirectory: \(folder["data"])}}
      http: {addr: \(address)}
      \(access)

      """
    try write(configuration, to: folder["registry.yml"])
    server = try Child(
      ["docker-registry", "serve", folder["registry.yml"]],
      environment: plainEnvironment.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 })
    let probe = ["busybox", "wget", "-qO", "/dev/null", "http://\(address)/"]
    guard try eventually({ try run(probe).status == 0 }) else {
      throw FixtureError("the registry at \(address) did not start")
    }
  }

  /// `opensesame`, hashed by crypt(3).
  private static let passwords =
    "reader:$2y$05$abcdefghijklmnopqrstuuQbLfdQZSxZ9gjhA5V9o8Tyc6aQRO0Qi\n"

  deinit { try? stop() }

  /// One of the laboratory's images, pinned to its digest, at this registry.
  public func image(_ name: String) throws -> String {
    address + (try Lab.image(name)).dropFirst(Lab.registry.count)
  }

  /// How many requests for images it has seen.
  public var requests: Int {
    server.said.split(separator: "\n").filter { $0.contains(" /v2/") && $0.contains("manifests") }
      .count
  }

  /// Ends it; it does not come back.
  public func stop() throws {
    guard server.isRunning else { return }
    server.signal(9)
    _ = try server.wait()
  }
}
