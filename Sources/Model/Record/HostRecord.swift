/// The few things about a host that must not be forgotten.
public struct Record: Equatable, Sendable {
  /// The name under which this host converges.
  public var host: String
  /// Compose projects that ran here before the first cycle and were never declared: they are
  /// named in every report and removed only when a person said so.
  public var found: Set<String>
  /// The commit whose declaration was accepted last, 40 hexadecimal digits.
  public var accepted: String?
  /// The head last seen on each remote, by its address.
  public var heads: [String: String]
  /// Commits that were deployed and that a force push dropped, the newest last: mirrors may still
  /// show them.
  public var dropped: [String]
  /// The commit whose signature was found good last, and by which keys: its name, a blank, and the
  /// digest of the file of allowed signers.
  public var approved: String?

  /// The name that this host has for good: none while nothing was deployed under it.
  public var lastingHost: String? { accepted == nil ? nil : host }

  public init(
    host: String, found: Set<String> = [], accepted: String? = nil, heads: [String: String] = [:],
    dropped: [String] = [], approved: String? = nil
  ) {
    self.host = host
    self.found = found
    self.accepted = accepted
    self.heads = heads
    self.dropped = dropped
    self.approved = approved
  }
}
