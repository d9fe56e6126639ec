internal import Posix

/// The `docker compose` command.
public struct Compose {
  /// The oldest version that does what is asked of it here.
  public static let oldest = ComposeVersion(2, 20, 0)

  private let environment: ChildEnvironment
  private let lock: Int32?
  private let stop: Int32?
  private let signal: () -> Int32?
  private let program: String

  /// - Parameters:
  ///   - environment: the whole environment of the command.
  ///   - lock: a descriptor that it inherits: the cycle's lock.
  ///   - stop: readable when the program is to stop.
  ///   - signal: asks which signal made `stop` readable.
  ///   - program: the `docker` command's name or path.
  public init(
    environment: ChildEnvironment, lock: Int32? = nil, stop: Int32? = nil,
    signal: @escaping () -> Int32? = { nil }, program: String = "docker"
  ) {
    self.environment = environment
    self.lock = lock
    self.stop = stop
    self.signal = signal
    self.program = program
  }

  /// The plugin's version.
  ///
  /// - Throws: `ComposeError` where there is no `docker` command, no plugin, or one too old.
  @discardableResult
  public func version(deadline: Double = 30) throws(ComposeError) -> ComposeVersion? {
    let action = "ask docker compose for its version"
    let result = try start(["version", "--short"], folder: "/", action, deadline: deadline)
    if case .exited(let code) = result.end, code != 0 {
      throw ComposeError(.noPlugin, action, ["docker has no compose plugin"])
    }
    try check(result, action)
    let text = String(decoding: result.output.prefix(100), as: UTF8.self)
    let version = ComposeVersion(text)
    if let version, version < Compose.oldest {
      throw ComposeError(
        .oldPlugin, action, ["docker compose is \(version), older than \(Compose.oldest)"])
    }
    return version
  }

  /// What the stack's files mean, without starting anything or asking a registry.
  ///
  /// - Parameter seal: what stands for bytes that may be secret; see `ProjectReader`.
  public func config(
    _ project: ComposeProject, seal: @escaping (_ what: [UInt8]) -> String, deadline: Double = 60
  ) throws(ComposeError) -> Resolution {
    let reader = ProjectReader(project: project.name, seal: seal)
    return try config(project, reader: reader, deadline: deadline)
  }

  /// The same, read by a reader of the caller's.
  public func config(
    _ project: ComposeProject, reader: ProjectReader, deadline: Double = 60
  ) throws(ComposeError) -> Resolution {
    let action = "read the Compose files of \(project.name)"
    let result = try run(project, ["config"], action, deadline: deadline)
    if result.truncated {
      throw ComposeError(.other, action, ["docker compose config: they say too much"])
    }
    do {
      return Resolution(
        project: try reader.read(result.output), warnings: Messages(result.errors).warnings)
    } catch {
      throw ComposeError(error, project: project.name)
    }
  }

  /// Pulls the images of these services, and of no others.
  public func pull(
    _ project: ComposeProject, services: [String], deadline: Double
  ) throws(ComposeError) {
    _ = try run(
      project, ["pull", "--quiet", "--"] + services, "pull the images of \(project.name)",
      deadline: deadline)
  }

  /// Builds the images of these services, and of no others.
  public func build(
    _ project: ComposeProject, services: [String], deadline: Double
  ) throws(ComposeError) {
    _ = try run(
      project, ["build", "--"] + services, "build the images of \(project.name)",
      deadline: deadline)
  }

  /// Makes what runs what the files say, with the images that are here: neither a registry is asked
  /// nor anything built, whatever pull policies say.
  ///
  /// - Returns: what Compose warns of.
  @discardableResult
  public func up(
    _ project: ComposeProject, deadline: Double
  ) throws(ComposeError) -> [ComposeWarning] {
    let result = try run(
      project,
      ["up", "--detach", "--remove-orphans", "--no-build", "--pull", "never"],
      "start \(project.name)", deadline: deadline)
    return Messages(result.errors).warnings
  }

  /// Removes a project's containers and networks, by their labels alone, and none of its volumes.
  ///
  /// No file is given: it would have to be readable, and services of inactive profiles would stay.
  public func down(_ project: String, deadline: Double) throws(ComposeError) {
    let arguments = ["--project-name=\(project)", "--env-file=/dev/null", "down"]
    let action = "remove \(project)"
    try check(try start(arguments, folder: "/", action, deadline: deadline), action)
  }

  private func run(
    _ project: ComposeProject, _ command: [String], _ action: String, deadline: Double
  ) throws(ComposeError) -> Child.Result {
    let result = try start(
      project.arguments + command, folder: project.folder, action, deadline: deadline)
    try check(result, action)
    return result
  }

  private func start(
    _ arguments: [String], folder: String, _ action: String, deadline: Double
  ) throws(ComposeError) -> Child.Result {
    let child = Child(
      program, ["compose", "--ansi=never", "--progress=plain"] + arguments,
      environment: environment.variables, folder: folder, deadline: deadline,
      outputLimit: 8 << 20)
    do {
      return try child.run(keeping: lock, stop: stop, signal: signal)
    } catch {
      let missing = error.isMissing && (try? FileStatus.of(folder)) != nil
      throw ComposeError(missing ? .noClient : .other, action, ["\(error)"])
    }
  }

  private func check(_ result: Child.Result, _ action: String) throws(ComposeError) {
    switch result.end {
    case .exited(0): return
    case .exited(let code):
      throw ComposeError(action, code: code, output: result.output, errors: result.errors)
    case .signalled(let number):
      throw ComposeError(.other, action, ["docker was ended by signal \(number)"])
    case .overdue(let seconds):
      throw ComposeError(.overdue, action, ["docker was ended after \(Int(seconds)) seconds"])
    case .stopped(let number):
      throw ComposeError(.stopped, action, ["asked to stop by signal \(number)"])
    }
  }
}
