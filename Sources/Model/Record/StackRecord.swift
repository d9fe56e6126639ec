/// What must not be forgotten of one stack, whatever becomes of its receipt.
public struct StackRecord: Equatable, Sendable, Codable {
  /// A version of the stack, and when it was deployed.
  public struct Version: Equatable, Sendable, Codable {
    /// 40 hexadecimal digits.
    public var commit: String
    /// The deployment digest (``Digests/deployment``).
    public var deployment: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public var time: Int64
    /// The names of the images in its files, by service.
    public var services: [String: String]
    /// The ids of the images that its services ran, by those names.
    public var images: [String: String]
    /// Who may read the plaintexts of its encrypted files, by their path, as its Compose file says;
    /// nil where that was not noted.
    public var access: [String: SecretAccess]?

    public init(
      commit: String, deployment: String, time: Int64, services: [String: String] = [:],
      images: [String: String] = [:], access: [String: SecretAccess]? = nil
    ) {
      self.commit = commit
      self.deployment = deployment
      self.time = time
      self.services = services
      self.images = images
      self.access = access
    }
  }

  /// What was last applied, so that its folder can be put back; nil where nothing ever was.
  public var applied: Version?
  /// The commit of what stood there before that, 40 hexadecimal digits; nil where nothing did.
  public var previous: String?
  /// What last ran well; nil where nothing ever did.
  public var verified: Version?
  /// The version that failed and is not tried again.
  public var heldBack: HeldBack?
  /// Why it failed without being held back, and when it is tried again.
  public var failing: Failing?
  /// Whether its `post-deploy` hook has to run yet.
  public var owesPostDeploy: Bool
  /// The images that its services used, by id: the names under which they came. Those of old are
  /// removed once a newer version is verified.
  public var images: [String: [String]]
  /// The image that last wrote each volume (by its name on the Engine) or folder (by its path).
  public var data: [String: String]

  public init(
    applied: Version? = nil, previous: String? = nil, verified: Version? = nil,
    heldBack: HeldBack? = nil,
    failing: Failing? = nil, owesPostDeploy: Bool = false, images: [String: [String]] = [:],
    data: [String: String] = [:]
  ) {
    self.applied = applied
    self.previous = previous
    self.verified = verified
    self.heldBack = heldBack
    self.failing = failing
    self.owesPostDeploy = owesPostDeploy
    self.images = images
    self.data = data
  }
}

/// What was tried and failed: as long as the stack is made of the same, nothing is different.
public struct Attempt: Equatable, Sendable, Codable {
  /// The commit that failed, 40 hexadecimal digits.
  public var commit: String
  /// The deployment digest that failed.
  public var deployment: String
  /// What that version uses outside its folder, as in ``StackReceipt/reach``.
  public var reach: [String]

  public init(commit: String, deployment: String, reach: [String]) {
    self.commit = commit
    self.deployment = deployment
    self.reach = reach
  }
}

/// A version of a stack that failed: the one of before runs until something else is committed, or
/// somebody says retry.
public struct HeldBack: Equatable, Sendable, Codable {
  public var attempt: Attempt
  /// When it failed: seconds since 1970-01-01T00:00:00Z.
  public var since: Int64
  /// Why, in words, masked.
  public var reason: String
  /// What its containers said last, masked.
  public var evidence: [String]
  /// Files outside its folder that are not those of the version that runs, as paths in the
  /// repository.
  public var notRolledBack: [String]

  /// The commit that failed, 40 hexadecimal digits.
  public var commit: String { attempt.commit }

  public init(
    _ attempt: Attempt, since: Int64, reason: String, evidence: [String] = [],
    notRolledBack: [String] = []
  ) {
    self.attempt = attempt
    self.since = since
    self.reason = reason
    self.evidence = evidence
    self.notRolledBack = notRolledBack
  }
}

/// A failure that is tried again.
public struct Failing: Equatable, Sendable, Codable {
  public var attempt: Attempt
  /// Whether the version that failed stands in its place, and what runs is as it came up; else the
  /// version of before does.
  public var stands: Bool
  /// Why no version from before it may come back, where it stands for that: "x-converge says rollback:
  /// off".
  public var cutOff: String?
  /// When it first failed: seconds since 1970-01-01T00:00:00Z.
  public var since: Int64
  /// Why it last failed, in words, masked.
  public var reason: String
  /// What its containers said last, masked.
  public var evidence: [String]
  /// How often it failed, from 1.
  public var times: Int
  /// Before this it is not tried again: seconds since 1970-01-01T00:00:00Z.
  public var nextTry: Int64

  public init(
    _ attempt: Attempt, stands: Bool, cutOff: String? = nil, since: Int64, reason: String,
    evidence: [String] = [], times: Int = 1, nextTry: Int64 = 0
  ) {
    self.attempt = attempt
    self.stands = stands
    self.cutOff = cutOff
    self.since = since
    self.reason = reason
    self.evidence = evidence
    self.times = times
    self.nextTry = nextTry
  }

  /// Seconds until something that failed so often is tried again: at once the first time, then
  /// after twice as long each time, up to an hour.
  public static func pause(after times: Int) -> Int64 {
    // a little less than whole cycles, so that the timer's own delay does not cost one more
    times < 2 ? 0 : min(3600, 300 << Int64(min(times - 2, 10))) - 60
  }
}
