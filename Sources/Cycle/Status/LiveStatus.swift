public import Model
internal import Posix

/// What the Engine shows of one stack.
public struct StackLook: Equatable, Sendable {
  /// How what runs differs from what was applied.
  public var drift: [Drift]
  /// Its paused containers.
  public var paused: [String]
  /// How many of its containers run.
  public var running: Int

  public init(drift: [Drift] = [], paused: [String] = [], running: Int = 0) {
    (self.drift, self.paused, self.running) = (drift, paused, running)
  }
}

/// What the last cycle left, with what the Engine shows now.
///
/// - Parameters:
///   - base: nil where no cycle has left anything yet.
///   - seen: the stacks that were looked at; of the others `base` tells.
public func liveStatus(base: HostStatus?, seen: [String: StackLook]) -> HostStatus {
  var status =
    base
    ?? HostStatus(
      host: "", branch: "", started: 0, finished: 0, exitCode: 0, result: "no cycle so far")
  let known = Set(status.stacks.map(\.name))
  for name in Set(seen.keys).subtracting(known).sorted() {
    status.stacks.append(StackStatus(name, .unknown))
  }
  for index in status.stacks.indices {
    guard let look = seen[status.stacks[index].name] else { continue }
    status.stacks[index].drift = look.drift.map(\.description)
    status.stacks[index].paused = look.paused
    status.stacks[index].runs?.containers = look.running
  }
  return status
}

extension Cycle {
  /// What the last cycle left, with the holds that are in force now, as far as those can be read.
  public static func withHolds(_ status: HostStatus, _ settings: Settings) -> HostStatus {
    guard let state = try? StateFolder.open(settings.state, isMade: false) else { return status }
    guard let requests = try? state.requests() else { return status }
    return status.showing(requests.activeHolds(at: WallClock.now), of: state)
  }
}

extension HostStatus {
  /// The same with the holds that are in force now, and what the state knows of those that ended.
  func showing(_ holds: [StackName: Hold], of state: borrowing StateFolder) -> HostStatus {
    let records = (try? state.read(StacksFile.self, StacksFile.name))?.stacks ?? [:]
    return showing(holds: holds, heldBack: records.compactMapValues(\.heldBack))
  }

  /// The same with the holds that are in force now: they need no cycle to begin or to end, and may
  /// be of projects that are not declared.
  ///
  /// - Parameters:
  ///   - holds: by stack.
  ///   - heldBack: the versions that failed and are not tried again, by the stack's name: a cycle
  ///     does not tell of them while it is on hold.
  func showing(
    holds: [StackName: Hold], heldBack: [String: HeldBack] = [:]
  ) -> HostStatus {
    var status = self
    for index in stacks.indices {
      let hold = StackName(stacks[index].name).flatMap { holds[$0] }
      if hold != nil { status.stacks[index].state = .onHold }
      if hold == nil, stacks[index].state == .onHold {
        status.stacks[index].endHold(heldBack[stacks[index].name])
      }
      status.stacks[index].hold = hold
    }
    let known = Set(stacks.map(\.name))
    for (name, hold) in holds.sorted(by: { $0.key.text < $1.key.text }) {
      if !known.contains(name.text) {
        status.stacks.append(StackStatus(name.text, .onHold, hold: hold))
      }
    }
    return status
  }
}

extension StackStatus {
  /// Its hold has ended, and no cycle has come to it since.
  fileprivate mutating func endHold(_ version: HeldBack?) {
    heldBack = heldBack ?? version
    let isRunning = (runs?.containers ?? 0) > 0
    state = heldBack != nil ? .heldBack : isRunning ? .unchanged : .unknown
  }
}
