import Glibc
import TestSupport
import Testing

/// Kills one cycle after the other, on the way from one version to the next.
struct KillRounds {
  /// What programs of the repository have to have noted on the way to a version.
  struct Notes {
    var atLeastOnce: [String] = []
    var never: [String] = []
    /// What its one-shot writes.
    var runs = ""
    /// What the one-shot of the version before writes, if that may not run again.
    var runsNever: String?
  }

  private let world: KillWorld
  private let tally: FaultCount
  /// Nil for a version on the way to which nothing is killed.
  private let notes: (String) -> Notes?

  init(_ world: KillWorld, _ tally: FaultCount, _ notes: @escaping (String) -> Notes?) {
    self.world = world
    self.tally = tally
    self.notes = notes
  }

  /// Goes from version to version, round and round, until no kill is left.
  ///
  /// - Parameter limit: how many at most.
  func run(_ versions: [String], limit: Int) throws {
    var kills: [String: [Kill]] = [:]
    for name in versions where notes(name) != nil {
      kills[name] = Kill.all(world.reference(name).effects, to: name).share(Laboratory.share)
        .dropFirst(Laboratory.skipped).reversed()
    }
    let places = kills.values.map(\.count).reduce(0, +)
    var (done, seconds) = (0, 0.0)
    while done < limit, seconds < Laboratory.seconds, kills.contains(where: { !$1.isEmpty }) {
      for name in versions {
        seconds += try elapsed {
          try world.commit(name)
          if let kill = kills[name]?.popLast() {
            done += 1
            try round(kill)
          } else {
            try undisturbed(name)
          }
        }
      }
    }
    print("\(tally.summary); \(done) of \(places) places")
  }

  private func undisturbed(_ name: String) throws {
    let (faults, output) = try world.faults(name)
    guard faults.isEmpty else {
      throw FixtureError("undisturbed, on the way to \(name):\n\(lines(faults))\n\(output)")
    }
  }

  private func round(_ kill: Kill) throws {
    let before = try Counts(world)
    let killed = try world.cycle(kill)
    guard killed.reached(kill.effect) else {
      tally.miss("\(kill.way.rawValue), which came too late")
      return try undisturbed(kill.version)
    }
    let (found, output) = try world.faults(kill.version)
    let noted = try Counts(world).since(before)
    var faults = found
    if let notes = notes(kill.version) { faults += noted.faults(notes) }
    if let seconds = killed.seconds, seconds > KillWay.limit + 1 {
      faults.append("ended \(seconds) s after the signal")
    }
    tally.note(kill.way.rawValue, converged: faults.isEmpty)
    tell("\(kill): \(faults.isEmpty ? "converged" : lines(faults))")
    if faults.isEmpty { return }
    Issue.record("\(kill)\n\(lines(faults))\n--- killed\n\(killed.output)\n--- after\n\(output)")
    try mend(kill.version)
  }

  /// Goes once to and fro, so that the next rounds begin with what is known.
  private func mend(_ name: String) throws {
    for other in world.names.filter({ $0 != name }) + [name] {
      try world.commit(other)
      try undisturbed(other)
    }
  }

  /// Shows at once how a long run goes.
  private func tell(_ text: String) {
    guard Environment.text("CONVERGE_TORTURE_TRACE") != nil else { return }
    let bytes = Array("\(text)\n".utf8)
    write(2, bytes, bytes.count)
  }

  private func lines(_ faults: [String]) -> String { faults.joined(separator: "\n") }
}

/// What programs of the repository have noted so far.
private struct Counts {
  var said: [String: Int]
  var runs: [String: Int]

  init(_ world: KillWorld) throws {
    said = Counts.lines(read(world.notes["said"]))
    runs = Counts.lines(world.host.file("stacks/web/data/runs"))
  }

  func since(_ before: Counts) -> Counts {
    var copy = self
    copy.said.merge(before.said) { $0 - $1 }
    copy.runs.merge(before.runs) { $0 - $1 }
    return copy
  }

  func faults(_ notes: KillRounds.Notes) -> [String] {
    notes.atLeastOnce.filter { said[$0, default: 0] < 1 }.map { "hook did not run: \($0)" }
      + notes.never.filter { said[$0, default: 0] > 0 }.map { "hook ran: \($0)" }
      + (runs[notes.runs, default: 0] == 1
        ? [] : ["one-shot ran \(runs[notes.runs, default: 0]) times: \(notes.runs)"])
      + (notes.runsNever.map { runs[$0, default: 0] } ?? 0 > 0 ? ["one-shot ran again"] : [])
  }

  private static func lines(_ text: String?) -> [String: Int] {
    (text ?? "").split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
  }
}
