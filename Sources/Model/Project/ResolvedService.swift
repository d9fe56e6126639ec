/// A service as Compose understands it.
public struct ResolvedService: Equatable, Sendable {
  /// When a service's image is asked for (compose-spec, `pull_policy`).
  public enum Policy: Equatable, Sendable {
    /// If it is not here: `missing`, `if_not_present`, or nothing said.
    case missing
    case never
    /// `always`, and the policies that ask again after a time.
    case refresh
    case build
  }

  /// What a service waits for before it starts.
  public enum Condition: Equatable, Sendable {
    case started, healthy, completed
  }

  public var name: String
  /// The image's name; what Compose names one that it builds where the file does not.
  public var image: String
  /// Whether the file names the image.
  public var namesImage: Bool
  /// "linux/arm64"; nil for the Engine's own.
  public var platform: String?
  public var isBuildable: Bool
  public var policy: Policy
  /// How many containers of it shall run.
  public var replicas = 1
  /// Whether it runs to its end and is then done: a dependant waits for its success, it says
  /// `restart: "no"`, or `x-converge` says so.
  public var isOneShot = false
  /// What is done when a file that it mounts has changed and Compose left it alone.
  public var onChange = ChangeReaction.recreate
  /// The fixed name of its only container (`container_name`).
  public var containerName: String?
  /// Names of the networks it is attached to, sorted; nil where `network_mode` decides.
  public var networks: [String]?
  /// The services in whose network, or other namespace, it lives (compose-spec, `network_mode`,
  /// `ipc`, `pid`): where the container of one goes, it is cut off.
  public var joins: Set<String> = []
  /// What has to be true of others before it starts (compose-spec, `depends_on`), by their name.
  public var dependencies: [String: Condition] = [:]
  /// Absolute paths on the host of what is mounted: bind mounts, and the files behind `configs`
  /// and `secrets`; each once, sorted.
  public var mounts: [String] = []
  /// The volumes and folders that it can write, but for sockets.
  public var data: [DataMount] = []
  /// The major version of its image that the commit takes responsibility for:
  /// `x-converge: {allow-major: "17"}`.
  public var allowedMajor: String?
  /// Absolute paths of what its image is built from: contexts and Dockerfiles, sorted.
  public var buildPaths: [String] = []
  /// How its image is built, sealed; nil where it is not.
  public var build: String?
  /// Sealed content of `configs` and `secrets` that stand in no file, by their name.
  public var inlineFiles: [String: String] = [:]
  /// Sealed values of its variables, by name.
  public var environment: [String: String] = [:]
  /// Sealed values of its other keys, by name, without those that say nothing about containers.
  public var definition: [String: String] = [:]

  /// - Parameter image: nil for what is built without a name of its own.
  public init(
    _ name: String, image: String?, isBuildable: Bool = false, policy: Policy = .missing,
    project: String
  ) {
    self.name = name
    self.image = image ?? "\(project)-\(name)"
    namesImage = image != nil
    self.isBuildable = isBuildable
    self.policy = policy
  }
}

/// What is done with a service whose mounted files changed: `x-converge: {on-change: ...}`.
public enum ChangeReaction: Equatable, Sendable, Codable {
  case recreate
  case restart
  /// "SIGHUP". A file mounted by itself keeps its old content until a restart: the service is
  /// restarted then.
  case signal(String)
  case ignore
}
