import Glibc
import TestSupport
import Testing

/// One host with its Engine and its remote: what most scenarios need.
struct World {
  let engine: Engine
  let remote: Remote
  let host: Host

  /// - Parameters:
  ///   - branch: the one that is deployed.
  ///   - settings: more lines for the host's configuration.
  ///   - mirrors: the host's further remotes.
  ///   - files: the first commit.
  init(
    branch: String = "main", settings: String = "", mirrors: [Remote] = [], _ files: Files...
  ) throws {
    engine = try Engine.lend()
    remote = try Remote(branch: branch)
    host = try Host("media", engine, [remote] + mirrors, settings: settings)
    if !files.isEmpty { try remote.commit("First", merged(files)) }
  }

  init(engine: Engine, remote: Remote, host: Host) {
    self.engine = engine
    self.remote = remote
    self.host = host
  }

  /// Commits and pushes.
  @discardableResult
  func commit(_ files: Files...) throws -> String { try remote.commit("Change", merged(files)) }

  /// Runs one cycle, which must end with the exit code given.
  @discardableResult
  func cycle(
    _ arguments: String..., exits status: Int32 = 0, environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    let output = try host.start(arguments, environment: environment).wait()
    #expect(output.status == status, "\(output)", sourceLocation: sourceLocation)
    return output
  }

  /// Commits, pushes, and runs one cycle, which must end with the exit code given.
  @discardableResult
  func deploy(
    _ files: Files..., exits status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    try remote.commit("Change", merged(files))
    return try cycle(exits: status, sourceLocation: sourceLocation)
  }

  /// The one container of a stack's service.
  func container(_ stack: String, _ service: String = "app") throws -> Container {
    try engine.container(stack, service)
  }

  /// Expects that a stack's service runs one of the laboratory's images.
  func runs(
    _ image: String, in stack: String = "web", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try container(stack).image == Lab.image(image), sourceLocation: sourceLocation)
  }

  /// Everything a cycle could change.
  func snapshot() throws -> Snapshot { try Snapshot(host) }

  /// Starts a Compose project by hand, as a person would from a folder of their own.
  func startByHand(_ project: String, _ services: String..., command: [String] = ["up", "-d"])
    throws
  {
    let folder = try Folder("hand")
    let text = composeFile(services.isEmpty ? [try service()] : services)
    try write(text, to: folder["compose.yaml"])
    let arguments = ["compose", "-p", project, "-f", folder["compose.yaml"]] + command
    let output = try engine.docker(arguments)
    guard output.status == 0 else { throw FixtureError("\(output)") }
  }
}

extension Host {
  /// The processes that have the lock file open: a cycle, and whatever it started.
  var lockHolders: [pid_t] { Processes.holding(lock) }
}

extension String {
  /// A commit's id as people read it.
  var short: String { String(prefix(7)) }
}

extension Output {
  /// All that was said.
  var text: String { stdout + stderr }
}

extension Container {
  /// The value of a variable in the container's environment.
  func variable(_ name: String) -> String? {
    environment.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }
}
