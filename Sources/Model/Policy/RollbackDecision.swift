/// Whether a stack that failed goes back to its last verified version.
public enum RollbackDecision: Equatable, Sendable {
  case rollBack(to: StackRecord.Version)
  /// - Parameter reason: lower case, without a full stop.
  case stay(reason: String)

  /// What is known of a failure.
  public struct Failure: Sendable {
    /// The deployment digest of what failed.
    public var deployment: String
    /// What last ran well.
    public var verified: StackRecord.Version?
    /// Whether anything was done to containers.
    public var changedAnything: Bool
    /// What is wrong with the host, where that is why: "the disk is full".
    public var hostFault: String?
    /// What the file that failed says.
    public var rule: RollbackRule?
    /// The services that are not as they were.
    public var changes: [ServiceChange]
    /// Which images' data ties them to a major version, besides those of databases.
    public var policy: Policy
    /// Why the version that stood before, and had failed too, could not go back either.
    public var cutOff: String?

    public init(
      deployment: String, verified: StackRecord.Version?, changedAnything: Bool,
      hostFault: String? = nil, rule: RollbackRule? = nil, changes: [ServiceChange] = [],
      policy: Policy = Policy(), cutOff: String? = nil
    ) {
      self.deployment = deployment
      self.verified = verified
      self.changedAnything = changedAnything
      self.hostFault = hostFault
      self.rule = rule
      self.changes = changes
      self.policy = policy
      self.cutOff = cutOff
    }
  }

  /// One service before and after.
  public struct ServiceChange: Equatable, Sendable {
    /// An image: its name in the file, and its variables ("PG_MAJOR=16") where it is here.
    public struct Image: Equatable, Sendable {
      public var name: String
      public var environment: [String]

      public init(_ name: String, environment: [String] = []) {
        self.name = name
        self.environment = environment
      }
    }

    public var service: String
    /// Nil where there was no such service.
    public var old: Image?
    /// Nil where there is no such service any more.
    public var new: Image?
    /// What it can write, before or now.
    public var data: [DataMount]

    public init(_ service: String, old: Image?, new: Image?, data: [DataMount]) {
      self.service = service
      self.old = old
      self.new = new
      self.data = data
    }
  }

  public init(_ failure: Failure) {
    if let fault = failure.hostFault {
      self = .stay(reason: "the fault is the host's: \(fault)")
    } else if !failure.changedAnything {
      self = .stay(reason: "nothing was changed")
    } else if let verified = failure.verified {
      let reason = RollbackDecision.obstacle(failure, verified)
      self = reason.map { .stay(reason: $0) } ?? .rollBack(to: verified)
    } else {
      self = .stay(reason: "nothing of it was ever verified")
    }
  }

  private static func obstacle(
    _ failure: Failure, _ verified: StackRecord.Version
  ) -> String? {
    if verified.deployment == failure.deployment { return "it is the verified version itself" }
    switch failure.rule {
    case .off: return "x-converge says rollback: off"
    case .on: return nil
    case nil: return failure.cutOff ?? dataObstacle(failure.changes, failure.policy)
    }
  }

  /// Why a version that ran well may not come back; nil where it may, or where that is not the point.
  public static func cutOff(_ failure: Failure) -> String? {
    guard failure.hostFault == nil, failure.changedAnything, let verified = failure.verified,
      verified.deployment != failure.deployment
    else { return nil }
    return obstacle(failure, verified)
  }

  /// The first service that may have changed data into what the version of before cannot read.
  private static func dataObstacle(
    _ changes: [ServiceChange], _ policy: Policy
  ) -> String? {
    for change in changes {
      guard let new = change.new, !change.data.isEmpty,
        let old = change.old ?? predecessor(of: change, among: changes),
        let step = majorStep(from: old, to: new, policy)
      else { continue }
      let places = Set(change.data.map(\.words)).sorted().joined(separator: ", ")
      return "service \(change.service) went from \(step) and may have changed the data in"
        + " \(places) for good; x-converge: {rollback: on} goes back all the same"
    }
    return nil
  }

  /// The image of a service that is gone and had the same data: one that was renamed. What it wrote
  /// may not be known any more: an image of the same name will do then.
  private static func predecessor(
    of change: ServiceChange, among all: [ServiceChange]
  ) -> ServiceChange.Image? {
    let sources = Set(change.data.map(\.source))
    let gone = all.filter { $0.new == nil }
    let repository = change.new.map { ImageVersion($0.name).repository }
    let same = gone.first { !sources.isDisjoint(with: $0.data.map(\.source)) }
    return same?.old
      ?? gone.first {
        $0.data.isEmpty && $0.old.map { ImageVersion($0.name).repository } == repository
      }?.old
  }

  /// "postgres 16 to 17"; nil where both are of the same major version, or nothing is known of
  /// either.
  private static func majorStep(
    from old: ServiceChange.Image, to new: ServiceChange.Image, _ policy: Policy
  ) -> String? {
    let (before, now) = (ImageVersion(old.name), ImageVersion(new.name))
    let (oldMajor, newMajor) = (major(before, old, policy), major(now, new, policy))
    // another database over the same data is not one that merely got another name
    let isSameKind = DataFamily(before, policy) == DataFamily(now, policy)
    if isSameKind && oldMajor == newMajor { return nil }
    let start = "\(before.name) \(oldMajor ?? before.tag ?? "latest")"
    let end = newMajor ?? now.tag ?? "latest"
    return before.name == now.name ? "\(start) to \(end)" : "\(start) to \(now.name) \(end)"
  }

  /// The major version of any image, whatever it is.
  private static func major(
    _ image: ImageVersion, _ named: ServiceChange.Image, _ policy: Policy
  ) -> String? {
    if let family = DataFamily(image, policy) {
      return family.major(image, environment: named.environment)
    }
    return image.tag.flatMap { MajorVersion.of($0[...]) }
  }
}
