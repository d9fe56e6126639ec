/// Judges all the containers of a stack that are watched.
///
/// One that has been valid for long enough is watched on as long as others are: what is verified
/// was valid when it was said.
public struct StackWatch: Sendable {
  public enum Verdict: Equatable, Sendable {
    /// Not yet to be said; all have to be looked at again by then.
    case waiting(until: Double)
    case valid
    /// At least one; others might follow.
    case failed([ContainerFault])
  }

  public private(set) var containers: [ContainerWatch]

  /// - Parameters:
  ///   - window: how long each is watched.
  ///   - oneShotSeconds: how long a one-shot may run.
  public init(
    _ containers: [WatchedContainer], window: VerificationWindow, oneShotSeconds: Double
  ) {
    self.containers = containers.map {
      ContainerWatch($0, window: window, oneShotSeconds: oneShotSeconds)
    }
  }

  /// Whether a container is one of those that are watched.
  public func has(_ id: String) -> Bool { containers.contains { $0.container.id == id } }

  /// Takes a look at one of them into account.
  ///
  /// - Parameters:
  ///   - look: nil where it does not exist any more.
  ///   - index: which of ``containers``.
  ///   - now: when the look was over: seconds on a clock that never jumps.
  public mutating func take(_ look: ContainerLook?, of index: Int, at now: Double) {
    containers[index].take(look, at: now)
  }

  /// Notes how one of them ended last.
  public mutating func ended(_ id: String, code: Int) {
    for index in containers.indices where containers[index].container.id == id {
      containers[index].ended(code: code)
    }
  }

  /// What is to be said of all of them.
  public var verdict: Verdict {
    var faults: [ContainerFault] = []
    var until: Double?
    for container in containers {
      switch container.verdict {
      case .waiting(let time): until = min(until ?? time, time)
      case .failed(let fault): faults.append(fault)
      case .valid: break
      }
    }
    if !faults.isEmpty { return .failed(faults) }
    return until.map { .waiting(until: $0) } ?? .valid
  }
}
