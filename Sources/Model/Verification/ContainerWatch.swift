/// Judges one container that is watched, by one look at it after the other. It knows no clock: its
/// instants are seconds on one that never jumps.
///
/// What a long-running container must not do is final: to end, to be started again, to become
/// unhealthy, or not to become healthy within the time that its own health check gives it. All that
/// it may do besides is to be slow.
public struct ContainerWatch: Sendable {
  public enum Verdict: Equatable, Sendable {
    /// Not yet to be said; it has to be looked at again by then.
    case waiting(until: Double)
    /// It has been valid for long enough, and still was at the last look.
    case valid
    /// For good, whatever it does from now on.
    case failed(ContainerFault)
  }

  public let container: WatchedContainer
  public private(set) var verdict = Verdict.waiting(until: 0)
  private let window: VerificationWindow
  private let oneShotSeconds: Double
  /// When it must have been valid for long enough; nil before the first look.
  private var deadline: Double?
  /// Since when each look has shown it valid.
  private var validSince: Double?
  /// Since when each look has shown that it is merely slow.
  private var slowSince: Double?
  private var startedAt: String?
  private var exitCode: Int?

  /// - Parameters:
  ///   - window: how long it is watched; never shorter than it has to be valid.
  ///   - oneShotSeconds: how long it may run where it is a one-shot.
  public init(
    _ container: WatchedContainer, window: VerificationWindow, oneShotSeconds: Double
  ) {
    self.container = container
    self.window = window
    self.oneShotSeconds = oneShotSeconds
  }

  /// Notes how it ended last: once it runs again no look tells.
  public mutating func ended(code: Int) { exitCode = code }

  /// Takes a look at it into account.
  ///
  /// - Parameters:
  ///   - look: nil where it does not exist any more.
  ///   - now: when the look was over.
  public mutating func take(_ look: ContainerLook?, at now: Double) {
    let deadline = deadline ?? now + max(window.window, window.stable)
    self.deadline = deadline
    let kind = container.fault(look, startedAt: startedAt, exitCode: exitCode)
    if case .failed(let fault) = verdict {
      verdict = .failed(kind.map(fault.refined) ?? fault)
    } else if let kind {
      verdict = failed(kind)
    } else if let look {
      verdict = judge(look, now, deadline)
    }
    startedAt = startedAt ?? look?.startedAt
  }

  private mutating func judge(_ look: ContainerLook, _ now: Double, _ deadline: Double) -> Verdict {
    if isValid(look) { return stay(now, deadline) }
    validSince = nil
    if let slow = slowness(look) {
      let end = (slowSince ?? now) + slow.limit
      slowSince = slowSince ?? now
      return now < end ? .waiting(until: end) : failed(slow.fault)
    }
    slowSince = nil
    if now < deadline { return .waiting(until: deadline) }
    return failed(look.state == .created ? .notStarted("") : unstable)
  }

  /// Whether it is as it shall be, where nothing is wrong with it for good.
  private func isValid(_ look: ContainerLook) -> Bool {
    switch look.state {
    case .paused: true  // somebody wants it so
    case .exited: true  // a one-shot that ended well
    case .running: !container.isOneShot && look.health != .starting
    default: false
    }
  }

  /// It is valid: long enough?
  private mutating func stay(_ now: Double, _ deadline: Double) -> Verdict {
    let end = (validSince ?? now) + window.stable
    validSince = validSince ?? now
    // who was slow, as it may be, has all the time that it takes to show that it stays up
    let deadline = slowSince == nil ? deadline : max(deadline, end)
    (self.deadline, slowSince) = (deadline, nil)
    if now >= end { return .valid }
    return now < deadline ? .waiting(until: min(end, deadline)) : failed(unstable)
  }

  /// How long what is in the way may last, where that is the container's own affair, and what has
  /// to be said of it then.
  private func slowness(_ look: ContainerLook) -> (limit: Double, fault: ContainerFault.Kind)? {
    switch look.state {
    case .running where container.isOneShot:
      return (oneShotSeconds, .unfinished(seconds: whole(oneShotSeconds)))
    case .restarting where container.isOneShot:
      let times = container.restarts(look, startedAt: startedAt) ?? 1
      return (oneShotSeconds, .restarted(times: times, code: look.exitCode))
    case .running where look.health == .starting:
      let limit = look.healthCheck.limit
      return (limit, .notHealthy(seconds: whole(limit)))
    default: return nil
    }
  }

  private var unstable: ContainerFault.Kind { .unstable(seconds: whole(window.window)) }

  private func failed(_ kind: ContainerFault.Kind) -> Verdict {
    .failed(ContainerFault(container.name, service: container.service, kind))
  }

  private func whole(_ seconds: Double) -> Int { Int(seconds.rounded()) }
}

extension ContainerFault {
  /// What a fault turned out to be: a container that ended was started again.
  fileprivate func refined(_ kind: Kind) -> ContainerFault {
    var result = self
    switch (self.kind, kind) {
    case (.exited(let first), .restarted(let times, let code)):
      result.kind = .restarted(times: times, code: code ?? first)
    case (.restarted(_, let first), .restarted(let times, let code)):
      result.kind = .restarted(times: times, code: code ?? first)
    default: break
    }
    return result
  }
}
