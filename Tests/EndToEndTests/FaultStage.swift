import Glibc
import TestSupport
import Testing

/// A host on which every version of the repository changes a stack, adds one and removes one, so
/// that each step of a cycle has something to do. What is tried on it: a cycle is disturbed, and
/// the next one, which is not, reaches what is declared.
final class FaultStage {
  static let settings = """
    verify: {window: 10s, stable: 0s}
    deadlines: {up: 60s, build: 60s, pull: 30s}
    """

  let world: World
  let relay: Relay?
  private let trace: Trace
  /// The version that is committed.
  private(set) var version = 0
  /// More of what a cycle finds in its environment.
  var environment: [String: String] = [:]
  /// More of each version.
  var extra: (Int) throws -> Files = { _ in [:] }
  /// More lines of the service `app`, and those of `side`, by version.
  var app: (Int) throws -> [String] = { _ in [] }
  var side: (Int) throws -> [String] = { _ in
    ["image: \(try Lab.image("web:1"))", "depends_on: [app]"]
  }
  /// The service of the stack that comes and goes.
  var passing: (Int) throws -> String = { _ in try service() }

  /// Deploys the first version.
  ///
  /// - Parameters:
  ///   - patience: of the relay through which the Engine is reached; nil for none.
  ///   - url: where the remote is, if not where its files are.
  init(
    patience: Double? = nil, settings: String = FaultStage.settings,
    url: ((Remote) throws -> String)? = nil
  ) throws {
    let (engine, remote) = (try Engine.lend(), try Remote())
    let relay = try patience.map { try Relay(to: engine, patience: $0) }
    let host = try Host("media", engine, [remote], settings: settings, socket: relay?.socket)
    if let url { try host.configure(remotes: [url(remote)], settings: settings) }
    self.relay = relay
    world = World(engine: engine, remote: remote, host: host)
    trace = try Trace()
  }

  /// Deploys the first version, and leaves data behind.
  func begin() throws {
    try commit()
    try world.cycle(environment: environment)
    let app = try world.container("web")
    _ = try world.engine.execute(app, "sh", "-c", "echo precious >/kept/marker")
  }

  /// Commits the next version.
  func commit() throws {
    version += 1
    try world.commit(files(version), extra(version))
  }

  private var other: String { version % 2 == 0 ? "left" : "right" }
  private var image: String { "worker:\(version % 2 + 1)" }

  private func files(_ number: Int) throws -> Files {
    let app = try service(
      "app", image, "network_mode: none", "volumes: ['./conf:/conf:ro', 'kept:/kept']",
      "environment: {TOKEN: '${TOKEN}'}", lines: self.app(number))
    let side = plainService("side", ["network_mode: none"] + (try self.side(number)))
    let web = try stack(
      "web", app, side, "volumes: {kept: {}}\n", "x-converge: {rollback: on}\n")
    return try merged([
      list("web", other), stack(other, passing(number)), web,
      ["stacks/web/conf/a.txt": "\(number)\n"],
      secret("stacks/web/app.secret.env", "TOKEN=token\(number)\n"),
    ])
  }

  /// Runs a cycle that is disturbed.
  func start() throws -> Child {
    try world.host.start(environment: environment.merging(["PATH": trace.path]) { $1 })
  }

  /// What is not as the commit says, or not as it has to be after a fault.
  func differences() throws -> [String] {
    var found: [String] = []
    func expect(_ isSo: Bool, _ words: String) { if !isSo { found.append(words) } }
    let containers = try world.engine.containers()
    expect(Set(containers.map(\.project)) == ["web", other], "projects: \(containers)")
    expect(containers.count == 3 && containers.allSatisfy(\.isRunning), "running: \(containers)")
    if let app = containers.first(where: { $0.name == "web-app-1" }) {
      expect(app.image == (try Lab.image(image)), "image: \(app.image)")
      expect(app.variable("TOKEN") == "token\(version)", "token: \(app.environment)")
      let files = try? world.engine.execute(app, "cat", "/kept/marker", "/conf/a.txt")
      expect(files == "precious\n\(version)", "data and mounted file: \(files ?? "none")")
    }
    expect(
      world.host.file("stacks/web/.decrypted.app.secret.env") == "TOKEN=token\(version)\n",
      "plaintext: \(world.host.file("stacks/web/.decrypted.app.secret.env") ?? "none")")
    return found + heldBack
  }

  /// What no fault of the host may lead to.
  private var heldBack: [String] {
    let records = read("\(world.host.state)/stacks.json") ?? ""
    return records.contains("heldBack") ? ["held back: \(records)"] : []
  }

  /// Checks what a disturbed cycle said and left.
  ///
  /// - Parameters:
  ///   - codes: exit codes that tell the truth about it.
  ///   - words: what it names, one of them, where it did not succeed.
  func check(
    _ output: Output, _ place: String, exits codes: Set<Int32>, names words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(codes.contains(output.status), "\(place): \(output)", sourceLocation: sourceLocation)
    let isNamed = output.status == 0 || words.contains { output.text.contains($0) }
    #expect(isNamed, "\(place): \(output)", sourceLocation: sourceLocation)
    let wentBack = ["going back", "held back"].contains { output.text.contains($0) }
    #expect(!wentBack, "\(place): \(output)", sourceLocation: sourceLocation)
    #expect(heldBack == [], "\(place): \(output)", sourceLocation: sourceLocation)
    let left = try world.engine.containers(project: "web")
    #expect(!left.isEmpty, "torn down; \(place): \(output)", sourceLocation: sourceLocation)
    #expect(
      try world.engine.volumes().contains("web_kept"), "\(place)", sourceLocation: sourceLocation)
  }

  /// Runs the cycle after the fault, which reaches what is declared, and one that finds nothing to
  /// do. Counts the try.
  func converge(
    _ fault: String, _ place: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let output = try start().wait()
    let differences = try differences()
    try trace.clear()
    let quiet = try start().wait()
    let isQuiet = quiet.status == 0 && trace.calls.isEmpty
    #expect(output.status == 0, "\(fault) \(place): \(output)", sourceLocation: sourceLocation)
    #expect(differences == [], "\(fault) \(place): \(output)", sourceLocation: sourceLocation)
    #expect(isQuiet, "\(fault) \(place): \(quiet) \(trace.calls)", sourceLocation: sourceLocation)
    Tally.note(fault, converged: output.status == 0 && differences.isEmpty && isQuiet)
  }
}
