public import Model

/// What the last cycle left, with what the Engine shows now.
///
/// - Parameters:
///   - base: nil where no cycle has left anything yet.
///   - drift: for each stack that was looked at, how what runs differs from what was applied; of
///     the others `base` tells.
///   - paused: for each stack that was looked at, its paused containers.
public func liveStatus(
  base: HostStatus?, drift: [String: [Drift]], paused: [String: [String]] = [:]
) -> HostStatus {
  var status =
    base
    ?? HostStatus(
      host: "", branch: "", started: 0, finished: 0, exitCode: 0, result: "no cycle so far")
  let known = Set(status.stacks.map(\.name))
  for name in Set(drift.keys).union(paused.keys).subtracting(known).sorted() {
    status.stacks.append(StackStatus(name, .unknown))
  }
  for index in status.stacks.indices {
    let name = status.stacks[index].name
    guard drift[name] != nil || paused[name] != nil else { continue }
    status.stacks[index].drift = (drift[name] ?? []).map(\.description)
    status.stacks[index].paused = paused[name] ?? []
  }
  return status
}

extension HostStatus {
  /// The same with the holds that are in force now: they need no cycle to begin or to end, and may
  /// be of projects that are not declared.
  ///
  /// - Parameter holds: by stack.
  func showing(holds: [StackName: Hold]) -> HostStatus {
    var status = self
    for index in stacks.indices {
      let hold = StackName(stacks[index].name).flatMap { holds[$0] }
      if hold != nil { status.stacks[index].state = .onHold }
      if hold == nil, stacks[index].state == .onHold { status.stacks[index].state = .unchanged }
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
