import Glibc
import TestSupport
import Testing

/// The time of day jumps a year: whoever set the clock, a battery, or a virtual machine that was
/// asleep. Files and containers keep the real time, as those have that were made before.
@Suite("a clock that jumps", .laboratory) struct ClockTests {
  private let clock: ShiftedClock
  private let stage: FaultStage

  init() throws {
    clock = try ShiftedClock()
    stage = try FaultStage(settings: "verify: {window: 10s, stable: 0s}\nfull-pass: 1h")
    stage.environment = clock.environment
    try stage.begin()
  }

  private var world: World { stage.world }

  @discardableResult
  private func cycle(
    _ arguments: String..., exits status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    let output = try world.host.start(arguments, environment: clock.environment).wait()
    #expect(output.status == status, "\(output)", sourceLocation: sourceLocation)
    return output
  }

  /// Seconds since 1970 as a record of the state has them.
  private func times(_ name: String, in file: String) -> [Int] {
    (read("\(world.host.state)/\(file)") ?? "").split(separator: "\n")
      .filter { $0.contains("\"\(name)\"") }
      .compactMap { Int($0.filter(\.isNumber)) }
  }

  @Test("between cycles changes nothing that runs, and what is committed then is deployed")
  func between() throws {
    for (words, shift) in [
      ("forward", ShiftedClock.year), ("back", 0), ("back", -ShiftedClock.year),
    ] {
      try clock.set(shift)
      let before = try world.engine.containers()
      try cycle()
      #expect(try world.engine.containers() == before, "\(words)")
      try stage.commit()
      try stage.converge("the clock jumps a year \(words) between cycles")
      let settled = times("fullPass", in: "settled.json")
      #expect(abs((settled.first ?? 0) - time(nil) - shift) < 600, "the cycle has that time")
      try cycle("status")
    }
  }

  @Test("while a stack is started and watched ends neither too soon nor never")
  func during() throws {
    stage.side = { number in
      ["image: \(try Lab.image("slow:1"))", "environment: {DELAY: 2, N: \(number)}"]
    }
    stage.app = { _ in ["depends_on: {side: {condition: service_healthy}}"] }
    for (words, shift) in [("forward", ShiftedClock.year), ("back", -ShiftedClock.year)] {
      try clock.set(0)
      try stage.commit()
      let running = try stage.start()
      _ = try eventually {
        try world.engine.containers().contains { $0.variable("N") == "\(stage.version)" }
      }
      try clock.set(shift)
      let output = try running.wait()
      #expect(output.status == 0, "\(output)")
      #expect(try stage.differences() == [], "\(output)")
      try stage.converge("the clock jumps a year \(words) during a cycle")
    }
  }

  @Test("back does not make a hold last a year, and forward ends it") func holds() throws {
    try clock.set(ShiftedClock.year)
    try cycle("hold", "web", "--for", "2h")
    try stage.commit()
    try clock.set(0)
    let held = try cycle()
    #expect(held.text.contains("1 on hold (web"), "\(held)")
    #expect(try world.container("web").variable("TOKEN") == "token1")
    let until = times("until", in: "requests.json").first ?? 0
    #expect(abs(until - time(nil) - 7200) < 600, "two hours from now, not \(until)")
    try clock.set(7200 + 600)
    try stage.converge("the clock jumps back while a stack is on hold")

    try cycle("hold", "web", "--for", "2h")
    try stage.commit()
    try clock.set(ShiftedClock.year)
    try stage.converge("the clock jumps forward while a stack is on hold")
  }

  @Test("does not keep what failed from being tried again", arguments: [false, true])
  func backOff(forward: Bool) throws {
    let place = try Folder("hook")
    let script = "#!/bin/sh\ntest -e \(place["ready"])\n"
    try write(script, to: "\(world.remote.clone)/stacks/web/hooks/pre-deploy", mode: 0o755)
    try stage.commit()
    try clock.set(forward ? 0 : ShiftedClock.year)
    for _ in 0..<3 { try cycle("--stack", "web", exits: 3) }
    try write("", to: place["ready"])
    try clock.set(forward ? ShiftedClock.year : 0)
    try stage.converge(
      "the clock jumps \(forward ? "forward" : "back") while a failure is to be tried again")
  }

  @Test("does not hide edits of files, whatever times those have") func edits() throws {
    let (file, index) = ("stacks/web/conf/a.txt", "\(world.host.checkout)/.git/index")
    for time in ["+1 year", "-1 year"] {
      for path in [index, "\(world.host.checkout)/\(file)"] {
        try must(["touch", "-d", time, path])
      }
      try clock.set(time == "+1 year" ? 0 : ShiftedClock.year)
      try cycle()
      let mark = "\(world.host.home)/mark"
      try must(["touch", "-r", "\(world.host.checkout)/\(file)", mark])
      try write("X\n", to: "\(world.host.checkout)/\(file)")
      try must(["touch", "-r", mark, "\(world.host.checkout)/\(file)"])
      try stage.converge("the clock jumps and leaves files of another time")
    }
  }
}
