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
  ///   - signal: asks whether, and by which signal, the program was asked to stop.
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
    let activity = try start(
      ["version", "--short"], folder: "/", project: "", action, deadline: deadline)
    wait(for: activity)
    if case .exited(let code) = try activity.end().end, code != 0 {
      throw ComposeError(.noPlugin, action, ["docker has no compose plugin"])
    }
    let result = try activity.result()
    let text = String(decoding: result.output.prefix(100), as: UTF8.self)
    let version = ComposeVersion(text)
    if let version, version < Compose.oldest {
      throw ComposeError(
        .oldPlugin, action, ["docker compose is \(version), older than \(Compose.oldest)"])
    }
    return version
  }

  /// Starts a command and waits for nothing: for a ``Crew``.
  ///
  /// - Parameter deadline: seconds after which it is ended.
  /// - Throws: `ComposeError` where `docker` could not be started.
  public func start(
    _ project: ComposeProject, _ command: ComposeCommand, deadline: Double
  ) throws(ComposeError) -> ComposeActivity {
    try start(
      command.arguments(project), folder: command.folder(project), project: project.name,
      command.action(project.name), deadline: deadline)
  }

  /// Runs a command to its end.
  ///
  /// - Throws: `ComposeError` where `docker` could not be started; not where it failed.
  public func run(
    _ project: ComposeProject, _ command: ComposeCommand, deadline: Double
  ) throws(ComposeError) -> ComposeActivity {
    let activity = try start(project, command, deadline: deadline)
    wait(for: activity)
    return activity
  }

  /// Removes a project's containers and networks, see ``ComposeCommand/down``.
  public func down(_ project: String, deadline: Double) throws(ComposeError) {
    let project = ComposeProject(name: project, folder: "/", files: [])
    try run(project, .down, deadline: deadline).result()
  }

  private func wait(for activity: ComposeActivity) {
    Crew.run(activity, stop: stop, signal: signal)
  }

  private func start(
    _ arguments: [String], folder: String, project: String, _ action: String, deadline: Double
  ) throws(ComposeError) -> ComposeActivity {
    let child = Child(
      program, ["compose", "--ansi=never", "--progress=plain"] + arguments,
      environment: environment.variables, folder: folder, deadline: deadline,
      outputLimit: 8 << 20)
    do {
      return ComposeActivity(action, project: project, try child.start(keeping: lock))
    } catch {
      let missing = error.isMissing && (try? FileStatus.of(folder)) != nil
      throw ComposeError(missing ? .noClient : .other, action, ["\(error)"])
    }
  }
}
