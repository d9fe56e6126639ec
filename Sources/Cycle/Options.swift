/// What a person asked of one run, beside the host's configuration.
public struct Options: Equatable, Sendable {
  /// The host configuration's path.
  public var configuration = Settings.defaultPath
  /// The host to converge for, instead of the configured one.
  public var host: String?
  /// The stacks the run is limited to; empty for all of them.
  public var stacks: [String] = []
  /// Whether only to say what would happen.
  public var dryRun = false
  /// Whether everything is compared by Compose itself, also what looks unchanged.
  public var full = false
  /// Whether projects that ran here before the first cycle are removed too.
  public var teardownForeign = false
  /// Whether this host takes another name than the one it converged under so far.
  public var adopt = false
  /// Whether to say more.
  public var verbose = false
  /// Whether systemd runs this as a service.
  public var isService = false
  /// The folder for what others may read, kept until the machine is started again.
  public var runFolder = "/run/converge"

  public init() {}
}
