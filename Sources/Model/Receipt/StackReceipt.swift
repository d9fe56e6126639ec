/// What was last applied for a stack: it explains and it spares work, and never decides what exists.
public struct StackReceipt: Equatable, Sendable, Codable {
  /// 40 hexadecimal digits.
  public var commit: String
  /// Seconds since 1970-01-01T00:00:00Z.
  public var time: Int64
  /// Why it was applied, in words.
  public var causes: [String]
  /// The version of Compose that applied it.
  public var compose: String?
  public var digests: Digests
  /// What it uses outside its own folder, as paths in the repository: files, and folders for all
  /// that is in them.
  public var reach: [String]
  public var services: [String: ServiceReceipt]
  /// Services that are to be applied yet, since their containers were paused; what `services` says
  /// of them is older.
  public var postponed: [String]
  /// What was begun since and has not come to its end.
  public var attempt: Attempt?

  /// The beginning of a deployment in which one-shots run.
  public struct Attempt: Equatable, Sendable, Codable {
    /// The digest of what is deployed.
    public var deployment: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public var time: Int64

    public init(deployment: String, time: Int64) {
      self.deployment = deployment
      self.time = time
    }
  }

  public init(
    commit: String, time: Int64, causes: [String] = [], compose: String? = nil, digests: Digests,
    reach: [String] = [], services: [String: ServiceReceipt] = [:], postponed: [String] = []
  ) {
    self.commit = commit
    self.time = time
    self.causes = causes
    self.compose = compose
    self.digests = digests
    self.reach = reach
    self.services = services
    self.postponed = postponed
  }
}

/// What was last applied for one service, as its containers showed it afterwards.
public struct ServiceReceipt: Equatable, Sendable, Codable {
  /// Compose's own label.
  public var configHash: String?
  /// As the file names it.
  public var image: String
  /// "sha256:..."
  public var imageID: String?
  public var replicas: Int
  public var isOneShot: Bool
  /// The fixed name of its only container.
  public var containerName: String?
  /// Names of the networks it is attached to; nil where `network_mode` decides.
  public var networks: [String]?
  public var mounts: [MountReceipt]
  /// How and from what its image was built: a digest over the definition, paths and blobs.
  public var build: String?
  /// Sealed, as in `ResolvedService`.
  public var inlineFiles: [String: String]
  public var environment: [String: String]
  public var definition: [String: String]
  /// Whether it is a one-shot that was made and not started, since the stack went back to an
  /// earlier version: nil for no.
  public var isIdle: Bool?

  public init(
    image: String, configHash: String? = nil, imageID: String? = nil, replicas: Int = 1,
    isOneShot: Bool = false, containerName: String? = nil, networks: [String]? = nil,
    mounts: [MountReceipt] = [], build: String? = nil, inlineFiles: [String: String] = [:],
    environment: [String: String] = [:], definition: [String: String] = [:]
  ) {
    self.image = image
    self.configHash = configHash
    self.imageID = imageID
    self.replicas = replicas
    self.isOneShot = isOneShot
    self.containerName = containerName
    self.networks = networks
    self.mounts = mounts
    self.build = build
    self.inlineFiles = inlineFiles
    self.environment = environment
    self.definition = definition
  }
}

/// Something of the checkout that containers see: a file by itself, or a folder.
public struct MountReceipt: Equatable, Sendable, Codable {
  /// Its path in the repository.
  public var path: String
  /// Whether it is a file by itself, which containers go on seeing after it was replaced.
  public var isFile: Bool
  /// What stood there when the containers were made: a container keeps seeing that one.
  public var device: UInt64
  public var inode: UInt64
  /// The Git blobs of the tracked files in it, by their path in the repository.
  public var blobs: [String: String]

  public init(
    path: String, isFile: Bool, device: UInt64, inode: UInt64, blobs: [String: String]
  ) {
    self.path = path
    self.isFile = isFile
    self.device = device
    self.inode = inode
    self.blobs = blobs
  }
}
