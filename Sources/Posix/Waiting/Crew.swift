/// Runs activities at once, as many as it is allowed to, from one poll loop; and beside them any
/// number of those that only look on.
public struct Crew {
  /// What there is to do next.
  public enum Next<Key> {
    /// This can start now; the key tells which it was when it has ended.
    case start(Key, any Activity)
    /// As `start`, for one that only looks on: it does not count against the limit.
    case watch(Key, any Activity)
    /// What is left has to wait until one of those at work has ended.
    case wait
    /// Nothing is left.
    case nothing
  }

  /// How many may be at work at once, without those that only look on.
  public let limit: Int
  private let stop: Int32?
  private let signal: () -> Int32?

  /// - Parameters:
  ///   - limit: how many may be at work at once, at least 1.
  ///   - stop: a descriptor that becomes readable when all is to end.
  ///   - signal: asks whether, and by which signal, this process was asked to stop.
  public init(limit: Int, stop: Int32? = nil, signal: @escaping () -> Int32? = { nil }) {
    self.limit = max(1, limit)
    self.stop = stop
    self.signal = signal
  }

  /// Runs until nothing is left, or until it was asked to stop and all have ended.
  ///
  /// - Parameters:
  ///   - seconds: how often `tick` is called while something is at work; nil for never.
  ///   - tick: called from time to time.
  ///   - next: asked, whenever there is room, what to start; not any more after a stop. To wait
  ///     while nothing is at work is the end too. What it gives to watch takes up no room.
  ///   - ended: told of each that has ended, after a stop too; what it changes may let others start.
  /// - Returns: the signal that it was stopped by, or nil.
  @discardableResult
  public func run<Key>(
    every seconds: Double? = nil, tick: () -> Void = {}, next: () -> Next<Key>,
    ended: (Key) -> Void
  ) -> Int32? {
    run([], every: seconds, tick: tick, next: next, ended: ended)
  }

  private func run<Key>(
    _ started: [Member<Key>], every seconds: Double?, tick: () -> Void, next: () -> Next<Key>,
    ended: (Key) -> Void
  ) -> Int32? {
    var members = started
    var stopped: Int32?
    var tickAt = seconds.map { Instant.now.adding(seconds: $0) }
    while true {
      if stopped == nil, stop != nil, let number = signal() {
        stopped = number
        for member in members { member.activity.stop(signal: number) }
      }
      if stopped == nil { fill(&members, next) }
      if members.isEmpty { return stopped }
      for member in proceed(&members, until: tickAt, watchingStop: stopped == nil) {
        ended(member.key)
      }
      if let seconds, let at = tickAt, Instant.now >= at {
        tick()
        tickAt = .now.adding(seconds: seconds)
      }
    }
  }

  /// Runs one activity to its end, which a stop brings about soon.
  ///
  /// - Returns: the signal that it was stopped by, or nil.
  @discardableResult
  public static func run(
    _ activity: any Activity, stop: Int32? = nil, signal: @escaping () -> Int32? = { nil }
  ) -> Int32? {
    Crew(limit: 1, stop: stop, signal: signal).run(
      [Member(key: (), activity: activity, counts: true)], every: nil, tick: {},
      next: { .nothing }, ended: {})
  }

  private struct Member<Key> {
    let key: Key
    let activity: any Activity
    /// Whether it takes up room.
    let counts: Bool
  }

  private func fill<Key>(_ members: inout [Member<Key>], _ next: () -> Next<Key>) {
    var room = limit - members.filter(\.counts).count
    while room > 0 {
      switch next() {
      case .start(let key, let activity):
        members.append(Member(key: key, activity: activity, counts: true))
        room -= 1
      case .watch(let key, let activity):
        members.append(Member(key: key, activity: activity, counts: false))
      case .wait, .nothing: return
      }
    }
  }

  /// Waits for something to happen, and lets those go on whom it concerns.
  ///
  /// - Returns: the members that have ended.
  private func proceed<Key>(
    _ members: inout [Member<Key>], until tickAt: Instant?, watchingStop: Bool
  ) -> [Member<Key>] {
    let due = wait(for: members, tickAt, watchingStop: watchingStop)
    let over = due.filter { members[$0].activity.proceed() }
    let result = over.map { members[$0] }
    for index in over.reversed() { members.remove(at: index) }
    return result
  }

  /// - Returns: the indices of the members that may go on, in order.
  private func wait<Key>(
    for members: [Member<Key>], _ tickAt: Instant?, watchingStop: Bool
  ) -> [Int] {
    // asked for once: what wants to go on at once says the time at which it is asked
    let times = members.map(\.activity.wakeAt)
    var awaited = watchingStop ? stop.map { [Awaited($0)] } ?? [] : []
    var owners = awaited.map { _ in -1 }
    for (index, member) in members.enumerated() {
      let own = member.activity.awaited
      awaited += own
      owners += own.map { _ in index }
    }
    let ready = Poll.wait(awaited, until: (times + [tickAt]).compactMap { $0 }.min())
    let now = Instant.now
    let due = Set(zip(owners, ready).filter { $0.1 }.map(\.0))
    return members.indices.filter { index in
      due.contains(index) || times[index].map { $0 <= now } == true
    }
  }
}
