import Glibc
import TestSupport
import Testing

/// The Engine fails at the k-th request of a cycle that pulls, tears down, recreates and starts.
/// Which requests these are is counted first; a few of them are tried, or with
/// `CONVERGE_TORTURE=all` every one.
@Suite("an Engine that fails at a request of a cycle", .laboratory) struct EngineRequestTests {
  private let stage: FaultStage
  private let relay: Relay
  private let count: Int

  init() throws {
    stage = try FaultStage(
      patience: 0, settings: "verify: {window: 10s, stable: 0s}\ndeadlines: {up: 20s}")
    relay = try #require(stage.relay)
    try stage.begin()
    relay.clear()
    try stage.commit()
    try stage.world.cycle()
    count = relay.requests.count
    try #require(count > 30)
  }

  @Test("and is there again at once is no failure of a stack") func cuts() throws {
    for place in Tally.places(3, of: count) { try fails(.cuts, place) }
  }

  @Test("and is gone from then on is told as such") func refuses() throws {
    for place in Tally.places(3, of: count) { try fails(.refuses, place) }
  }

  /// A hung Engine is waited for, half a minute for each answer, and then restarted by somebody.
  @Test("and hangs from then on is told as such") func hangs() throws {
    for place in Tally.places(1, of: count) { try fails(.hangs, place) }
  }

  private func fails(_ fault: Relay.Fault, _ place: Int) throws {
    try stage.commit()
    relay.clear()
    relay.fail(fault, at: place)
    let cycle = try stage.start()
    if fault == .hangs, eventually(within: 60, { relay.hasFailed || !cycle.isRunning }) {
      _ = eventually(within: 40) { !cycle.isRunning }
      try relay.recover()
    }
    let output = try cycle.wait()
    let words = "\(fault) at \(place) of \(count), \(relay.requests.last ?? "")"
    try relay.recover()
    try stage.check(
      output, words, exits: [0, 3, 69], names: [relay.socket, "Engine", "Docker daemon"])
    if relay.hasFailed { try stage.converge("the Engine \(fault) at a request", words) }
  }
}
