/// How one container fares at one moment.
public struct ContainerLook: Equatable, Sendable {
  public var id: String
  public var name: String
  public var state: Container.State
  /// How it last ended; 0 also where it runs.
  public var exitCode: Int
  /// Why it could not be started, in the Engine's words; empty where it could.
  public var error: String
  /// How often the Engine started it again by itself, since somebody started it.
  public var restarts: Int
  /// When it was started last, as the Engine writes it; nil where it never was.
  public var startedAt: String?
  /// Nil where it has no health check.
  public var health: Container.Health?
  public var healthCheck: HealthCheck
  public var imageID: String
  /// The labels of Compose on it.
  public var project: String?
  public var service: String?
  public var configHash: String?

  public init(
    id: String, name: String, state: Container.State, exitCode: Int = 0, error: String = "",
    restarts: Int = 0, startedAt: String? = nil, health: Container.Health? = nil,
    healthCheck: HealthCheck = HealthCheck(), imageID: String = "", project: String? = nil,
    service: String? = nil, configHash: String? = nil
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.exitCode = exitCode
    self.error = error
    self.restarts = restarts
    self.startedAt = startedAt
    self.health = health
    self.healthCheck = healthCheck
    self.imageID = imageID
    self.project = project
    self.service = service
    self.configHash = configHash
  }
}

/// How often, and how long, a container's health check is tried.
public struct HealthCheck: Equatable, Sendable {
  /// Seconds in which failures do not count.
  public var startPeriod: Double
  /// Failures in a row after which the container is unhealthy.
  public var retries: Double
  /// Seconds between two tries.
  public var interval: Double
  /// Seconds that a try may take.
  public var timeout: Double

  /// Where nothing, or 0, is said, Docker's own values count.
  public init(
    startPeriod: Double = 0, retries: Double = 0, interval: Double = 0, timeout: Double = 0
  ) {
    self.startPeriod = max(0, startPeriod)
    self.retries = retries > 0 ? retries : 3
    self.interval = interval > 0 ? interval : 30
    self.timeout = timeout > 0 ? timeout : 30
  }

  /// Seconds within which it has succeeded, or failed for good; thirty years at most.
  public var limit: Double { min(startPeriod + retries * (interval + timeout), 1e9) }
}
