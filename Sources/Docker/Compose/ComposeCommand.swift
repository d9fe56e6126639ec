/// One thing that `docker compose` does with a stack.
public enum ComposeCommand: Equatable, Sendable {
  /// Says what the stack's files mean, without starting anything or asking a registry.
  /// As YAML, which keeps what JSON drops: keys of services that start with `x-`.
  case config
  /// Builds the images of these services, and of no others.
  case build([String])
  /// Makes what runs what the files say, with the images that are here: neither a registry is asked
  /// nor anything built, whatever pull policies say. Containers of services that the files do not
  /// have go.
  case up(Up = Up())
  /// Restarts the containers of these services, and of no others.
  case restart([String])
  /// Removes the containers and networks of all that has the project's name, by their labels alone,
  /// and none of its volumes.
  ///
  /// No file is given: it would have to be readable, and services of inactive profiles would stay.
  case down

  /// What `up` is limited to.
  public struct Up: Equatable, Sendable {
    /// All where none is named. Others are neither changed nor, as long as the files have them,
    /// removed; the order in which these depend on each other is kept.
    public var services: [String]
    /// Leaves alone what the services depend on, even what is not there or has finished.
    ///
    /// Before Compose 2.29.3 a service that depends on one that is not named comes out of this with
    /// another configuration hash: at once, and again by the next `up` without it, it is replaced.
    public var noDeps: Bool
    /// Replaces also containers that are as they should be.
    public var forceRecreate: Bool
    /// Makes and replaces containers, but starts none: one that is replaced stands still, and what
    /// the services depend on is not run again where it has finished.
    public var noStart: Bool

    public init(
      services: [String] = [], noDeps: Bool = false, forceRecreate: Bool = false,
      noStart: Bool = false
    ) {
      self.services = services
      self.noDeps = noDeps
      self.forceRecreate = forceRecreate
      self.noStart = noStart
    }

    var arguments: [String] {
      ["up", noStart ? "--no-start" : "--detach", "--remove-orphans", "--no-build"]
        + ["--pull", "never"] + (noDeps ? ["--no-deps"] : [])
        + (forceRecreate ? ["--force-recreate"] : [])
        + (services.isEmpty ? [] : ["--"] + services)
    }
  }

  /// What is attempted, in words: "start media".
  func action(_ project: String) -> String {
    switch self {
    case .config: "read the Compose files of \(project)"
    case .build: "build the images of \(project)"
    case .up(let up) where up.noStart: "make the containers of \(project)"
    case .up: "start \(project)"
    case .restart: "restart \(project)"
    case .down: "remove \(project)"
    }
  }

  /// Everything after `docker compose` and its own options.
  func arguments(_ project: ComposeProject) -> [String] {
    switch self {
    case .config: project.arguments + ["config"]
    case .build(let services): project.arguments + ["build", "--"] + services
    case .up(let up): project.arguments + up.arguments
    case .restart(let services): project.arguments + ["restart", "--no-deps", "--"] + services
    case .down: ["--project-name=\(project.name)", "--env-file=/dev/null", "down"]
    }
  }

  /// Where it runs: somewhere without meaning where no file is to be found.
  func folder(_ project: ComposeProject) -> String {
    self == .down ? "/" : project.folder
  }
}
