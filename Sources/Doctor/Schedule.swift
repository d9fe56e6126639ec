/// What starts cycles on this machine, and whether one is at work, as systemd says.
public struct Schedule: Equatable, Sendable {
  public enum Timer: Equatable, Sendable {
    /// Its unit is not installed, or cannot be used.
    case missing
    /// It does not run: no cycle starts by itself. Whether it would after the next boot.
    case off(isEnabled: Bool)
    /// It runs. Whether it would after the next boot too.
    case on(isEnabled: Bool)
  }

  public var timer: Timer
  /// When it starts the next cycle: seconds since 1970-01-01T00:00:00Z; nil where it does not run,
  /// and while a cycle is at work, after which systemd decides.
  public var next: Int64?
  /// What the service is at, in its own words; nil where it is at nothing.
  public var work: String?

  public init(_ timer: Timer, next: Int64? = nil, work: String? = nil) {
    self.timer = timer
    self.next = next
    self.work = work
  }

  init(service: Unit, timer: Unit, next: Int64?) {
    let state: Timer =
      timer.isActive ? .on(isEnabled: timer.isEnabled) : .off(isEnabled: timer.isEnabled)
    self.init(
      timer.isFound ? state : .missing, next: next, work: service.isActive ? service.words : nil)
  }
}

extension Systemd {
  /// Nil where systemd does not run this machine, or does not answer.
  public static func schedule() -> Schedule? {
    guard isBooted, let (service, timer) = units() else { return nil }
    return Schedule(service: service, timer: timer, next: nextRun())
  }
}
