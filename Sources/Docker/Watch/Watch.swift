public import Model
public import Posix

/// Watching a stack that has changed until it is verified, or has failed.
///
/// It looks at its containers when something happens to them, and from time to time. What it says of
/// them it says only while the Engine answers: containers that end because the Engine does are no
/// failure of the stack.
public final class Watch: Activity {
  public enum Verdict: Equatable, Sendable {
    /// All containers were valid for long enough.
    case valid
    /// At least one was not, with what it said itself; that may hold secrets.
    case failed([ContainerFault])
    /// The Engine went away, or did not answer, or this process was asked to stop: nothing can be
    /// said about the stack.
    case broken(EngineError)
  }

  private enum Step {
    /// The Engine has not yet begun to tell what happens.
    case open
    /// At the container of that index.
    case look(Exchange, Int)
    /// All is well so far.
    case wait(until: Instant)
    /// Something has failed: is that because the Engine goes away?
    case settle(until: Instant)
    case read(LogReading)
  }

  /// Seconds between two looks: at most, because an event may be lost, and at least, because events
  /// come in swarms.
  private static let (longest, shortest) = (10.0, 0.25)
  /// Seconds from a failure to the last look, in which an Engine that ends is gone.
  private static let settling = 1.5

  private let engine: Engine
  private let begin = Instant.now
  private let events: EventStream
  private var stack: StackWatch
  private var step = Step.open
  private var lookedAt = Instant.now
  /// Whether something has happened since then.
  private var hasNews = false
  private var isLast = false
  /// Each container as it was when it last existed; nil before the first look.
  private var seen: [Inspection?]
  /// What is to be said, once it has ended.
  public private(set) var verdict: Verdict?

  /// - Parameters:
  ///   - project: the Compose project of the containers.
  ///   - containers: those that are watched; none are valid at once.
  ///   - window: how long they are watched.
  ///   - oneShotSeconds: how long a one-shot may run.
  public init(
    _ engine: Engine, project: String, _ containers: [WatchedContainer],
    window: VerificationWindow, oneShotSeconds: Double
  ) {
    self.engine = engine
    events = EventStream(engine, project: project)
    stack = StackWatch(containers, window: window, oneShotSeconds: oneShotSeconds)
    seen = containers.map { _ in nil }
    if containers.isEmpty { verdict = .valid }
    // what is done next to other stacks may keep it waiting
    takeEvents()
  }

  public var awaited: [Awaited] {
    switch step {
    case .look(let exchange, _): events.awaited + exchange.awaited
    case .read(let reading): events.awaited + reading.awaited
    case .open, .wait, .settle: events.awaited
    }
  }

  public var wakeAt: Instant? {
    if verdict != nil { return .now }
    let own: Instant? =
      switch step {
      case .open: events.isOpen ? .now : nil
      case .look(let exchange, _): exchange.wakeAt
      case .wait(let time): hasNews ? min(time, earliest) : time
      case .settle(let time): time
      case .read(let reading): reading.wakeAt
      }
    return [own, events.wakeAt].compactMap { $0 }.min()
  }

  public func proceed() -> Bool {
    if verdict == nil { takeEvents() }
    while verdict == nil, goOn() {}
    return verdict != nil
  }

  public func stop(signal: Int32) {
    end(.broken(EngineError(.stopped, "watch the containers", "asked to stop")))
  }
}

extension Watch {
  private var earliest: Instant { lookedAt.adding(seconds: Watch.shortest) }

  private func takeEvents() {
    for event in events.proceed() where stack.has(event.id) {
      hasNews = true
      if let code = event.exitCode { stack.ended(event.id, code: code) }
    }
    if let failure = events.failure { end(.broken(failure)) }
  }

  /// - Returns: whether there is more to do now.
  private func goOn() -> Bool {
    switch step {
    case .open:
      guard events.isOpen else { return false }
      lookAtAll()
    case .look(let exchange, let index):
      guard exchange.proceed() else { return false }
      take(exchange, of: index)
    case .wait, .settle:
      guard let wakeAt, Instant.now >= wakeAt else { return false }
      lookAtAll()
    case .read(let reading):
      guard reading.proceed() else { return false }
      end(reading.failure.map { .broken($0) } ?? .failed(reading.faults))
    }
    return true
  }

  /// Begins to look at all of them, one after the other.
  private func lookAtAll() {
    (lookedAt, hasNews) = (.now, false)
    look(at: 0)
  }

  private func look(at index: Int) {
    guard index < seen.count else { return judge() }
    let (target, action) = Engine.inspection(of: stack.containers[index].container.id)
    step = .look(engine.exchange("GET", target, action), index)
  }

  private func take(_ exchange: Exchange, of index: Int) {
    do throws(EngineError) {
      let answer = try exchange.answer()
      let found = answer.status == 404 ? nil : try answer.read(InspectAnswer.one)
      seen[index] = found ?? seen[index]
      stack.take(found?.look, of: index, at: Instant.now.seconds(since: begin))
      look(at: index + 1)
    } catch {
      end(.broken(error))
    }
  }

  /// All have been looked at.
  private func judge() {
    let now = Instant.now
    switch stack.verdict {
    case .failed where isLast: step = .read(LogReading(stack, seen, engine))
    case .failed:
      isLast = true
      step = .settle(until: now.adding(seconds: Watch.settling))
    case .valid where !hasNews: end(.valid)
    case .valid: step = .wait(until: earliest)
    case .waiting(let time):
      step = .wait(until: min(begin.adding(seconds: time), now.adding(seconds: Watch.longest)))
    }
  }

  private func end(_ verdict: Verdict) {
    if self.verdict == nil { self.verdict = verdict }
    events.close()
    step = .open
  }
}
