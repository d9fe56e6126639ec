public import Git
public import Model

/// The host's configuration: which repository, which branch, and what of this machine it uses.
public struct Settings: Equatable, Sendable {
  /// Where it is read from unless a person says otherwise.
  public static let defaultPath = "/etc/converge/converge.yaml"

  /// Where commits come from, tried in this order; never empty.
  public var remotes: [Remote]
  public var branch: String
  /// This host's name in the repository; nil: the machine's own short name.
  public var host: String?
  /// The absolute path of the checkout that stacks run from.
  public var checkout: String
  /// The absolute path of the folder for what must not be forgotten.
  public var state: String
  /// Files with age identities, by absolute paths, and credentials of the service.
  public var ageKeys: [KeySource]
  /// The absolute path of the Engine's socket.
  public var docker: String
  /// Compose projects that teardown never touches.
  public var protect: [String]
  /// How many images are pulled, and stacks worked on, at once.
  public var jobs = 4
  /// Seconds after which Compose compares everything again; nil for never.
  public var fullPass: Int64? = 6 * 3600
  /// How long the containers of a stack that changed are watched, unless its files say otherwise.
  public var verify = VerificationWindow()
  public var deadlines = Deadlines()
  /// How many projects are removed at once, at most; nil for any number.
  public var teardownLimit: Int?
  /// The absolute path of the file with the keys of which one must have signed the head of the
  /// branch; nil where it need not be signed.
  public var allowedSigners: String?

  public init(
    remotes: [Remote], branch: String = "main", host: String? = nil,
    checkout: String = "/var/lib/converge/checkout", state: String = "/var/lib/converge/state",
    ageKeys: [KeySource] = [], docker: String = "/var/run/docker.sock", protect: [String] = []
  ) {
    self.remotes = remotes
    self.branch = branch
    self.host = host
    self.checkout = checkout
    self.state = state
    self.ageKeys = ageKeys
    self.docker = docker
    self.protect = protect
  }
}
