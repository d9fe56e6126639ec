import TestSupport
import Testing

/// Every effect of a cycle, enumerated: the cycle is ended before it (which is after the one before),
/// and one undisturbed cycle later everything is as if nothing had happened.
///
/// `CONVERGE_KILLS` says how many points of each way are tried, or `all`; which ones of all, a
/// number that is printed repeats as `CONVERGE_SEED`.
@Suite("killed anywhere, the next cycle converges", .laboratory) struct EffectKillTests {
  private static let limit =
    Environment.text("CONVERGE_KILLS") == "all"
    ? Int.max : Int(Environment.number("CONVERGE_KILLS") ?? 6)

  @Test("before and after each effect", arguments: Ending.allCases)
  func enumerated(_ way: Ending) throws {
    let kills = try TwoVersions()
    var points: [TwoVersions.Version: [EffectPoint]] = [:]
    for version in [TwoVersions.Version.b, .a] {
      try kills.change(to: version)
      points[version] = try EffectList.points(of: kills.host, kills.gate)
    }
    var rest = points.mapValues { $0.share(Laboratory.share) }
      .mapValues { Array($0.spread(from: Laboratory.seed).dropLast(Laboratory.skipped)) }
    let tally = FaultCount("a cycle at each effect")
    let total = rest.values.map(\.count).reduce(0, +)
    var (tried, seconds) = (0, 0.0)
    while tried < EffectKillTests.limit, seconds < Laboratory.seconds,
      let point = rest[kills.version.other]?.popLast()
    {
      tried += 1
      seconds += try elapsed { try round(kills, CutOff(way: way, point: point), tally) }
    }
    print("\(tally.summary); \(tried) of \(total) points, CONVERGE_SEED=\(Laboratory.seed)")
  }

  private func round(_ kills: TwoVersions, _ kill: CutOff, _ tally: FaultCount) throws {
    try kills.change(to: kills.version.other)
    let (runs, untouched) = (kills.runs, try kills.world.container("db"))
    let place = "\(kill.way) at \(kill.point), towards \(kills.version)"

    let result = try kill.run(kills.host, kills.gate)
    var faults: [String] = []
    func check(_ isRight: Bool, _ words: @autoclosure () -> String) {
      if !isRight { faults.append(words()) }
    }
    if kill.way == .terminated {
      check(result.orphans == 0, "left \(result.orphans) processes behind")
      check(result.seconds ?? 0 < 10, "took \(result.seconds ?? 0) s to end")
      check([0, 143].contains(result.output.status), "\(result.output)")
    }
    let output = try kills.host.converge()
    check(output.status == 0, "\(output)")
    try kills.settle()
    let changes = try kills.changes()
    check(changes.isEmpty, changes.joined(separator: "\n"))
    check(kills.runs == runs + 1, "the one-shot ran \(kills.runs - runs) times")
    check(try kills.world.container("db") == untouched, "db was touched")
    for volume in try kills.world.engine.volumes() {
      check(kills.marker(volume) == "\(volume)\n", "\(volume) lost its data")
    }
    let before = try kills.world.snapshot()
    let quiet = try kills.host.converge()
    check(quiet.status == 0, "\(quiet)")
    let more = try kills.world.snapshot().changes(since: before).filter {
      // that the one-shot has ended since is noted
      !$0.contains("settled.json")
    }
    check(more.isEmpty, "not quiet: \(quiet)\n\(more.joined(separator: "\n"))")

    let fault = result.reached ? kill.way.rawValue : "\(kill.way.rawValue), which came too late"
    tally.note(fault, converged: faults.isEmpty)
    #expect(
      faults.isEmpty, "\(place)\n\(faults.joined(separator: "\n"))\n\(result.output)\n\(output)")
  }
}
