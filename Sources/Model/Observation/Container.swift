/// A container and what Compose wrote on it. Labels are claims that anyone can make: each is nil
/// where it is missing or makes no sense.
public struct Container: Equatable, Sendable {
  public enum State: String, Equatable, Sendable {
    case created, running, paused, restarting, removing, exited, dead
    /// One that this program does not know.
    case other
  }

  public enum Health: Equatable, Sendable { case starting, healthy, unhealthy }

  public var id: String
  /// Without the leading slash; the id where it has none.
  public var name: String
  /// The Compose project; nil for a container that Compose did not make.
  public var project: String?
  public var service: String?
  /// Which of a service's containers, from 1.
  public var number: Int?
  /// Made by `docker compose run`.
  public var oneOff: Bool
  public var configHash: String?
  /// Made by Compose to replace another container.
  public var isReplacement: Bool
  /// The image as it was named when the container was made.
  public var image: String
  public var imageID: String
  public var state: State
  /// How it last ended, where it has ended.
  public var exitCode: Int?
  /// Nil where it has no health check.
  public var health: Health?
  /// The project folder that Compose was given.
  public var workingFolder: String?
  /// Names of the networks it is attached to, sorted.
  public var networks: [String]
  /// Seconds since 1970-01-01T00:00:00Z.
  public var created: Int64

  public init(
    id: String, name: String, project: String? = nil, service: String? = nil, number: Int? = nil,
    oneOff: Bool = false, configHash: String? = nil, isReplacement: Bool = false,
    image: String = "", imageID: String = "",
    state: State = .running, exitCode: Int? = nil, health: Health? = nil,
    workingFolder: String? = nil, networks: [String] = [], created: Int64 = 0
  ) {
    self.id = id
    self.name = name
    self.project = project
    self.service = service
    self.number = number
    self.oneOff = oneOff
    self.configHash = configHash
    self.isReplacement = isReplacement
    self.image = image
    self.imageID = imageID
    self.state = state
    self.exitCode = exitCode
    self.health = health
    self.workingFolder = workingFolder
    self.networks = networks
    self.created = created
  }
}

extension Container {
  /// The name that a container shall have which Compose made to replace another one, and whose
  /// name it could not change any more: `web-app-1` for `0123456789ab_web-app-1`.
  public var nameToBe: String? {
    guard isReplacement else { return nil }
    let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 12, !parts[1].isEmpty,
      parts[0].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    return String(parts[1])
  }
}

extension [Container] {
  /// The containers of a service, without one-offs.
  public func of(_ service: String) -> [Container] {
    filter { $0.service == service && !$0.oneOff }
  }
}
