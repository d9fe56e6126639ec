/// A registry of a test's own, on a port of its own, with the images of the laboratory's.
public final class Registry {
  /// `host:port`
  public let address: String
  private let folder: Folder
  private let server: Child

  public init() throws {
    folder = try Folder("registry")
    let port = try must([
      "sh", "-c",
      // no other test takes a port that one has claimed by making a folder
      """
      for port in $(seq 5100 5999); do
        if mkdir "\(Lab.folder ?? "")/port-$port" 2>/dev/null; then echo $port; exit; fi
      done
      """,
    ])
    address = "127.0.0.1:\(port)"
    try must(["cp", "-rl", "\(Lab.folder ?? "")/registry.data", folder["data"]])
    let configuration = """
      version: 0.1
      log: {level: error}
      storage: {filesystem: {rootdirectory: \(folder["data"])}}
      http: {addr: \(address)}

      """
    try write(configuration, to: folder["registry.yml"])
    server = try Child(
      ["docker-registry", "serve", folder["registry.yml"]],
      environment: plainEnvironment.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 })
    let probe = ["busybox", "wget", "-qO", "/dev/null", "http://\(address)/v2/"]
    guard try eventually({ try run(probe).status == 0 }) else {
      throw FixtureError("the registry at \(address) did not start")
    }
  }

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
