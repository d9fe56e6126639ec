import Glibc
import TestSupport
import Testing

/// The Engine's own process ends, is started again, is killed or stands still in the middle of a
/// step. Some combinations are tried, or with `CONVERGE_TORTURE=all` every one.
@Suite("an Engine that goes away", .laboratory) struct EngineAwayTests {
  enum Moment: String {
    case pulled = "images are pulled"
    case started = "a stack is started"
    case watched = "a stack is watched"
  }

  enum Way: String, CaseIterable {
    case stops = "stops"
    case restarts = "is restarted"
    case dies = "is killed"
    case hesitates = "stands still for a moment"
    case freezes = "stands still until the cycle ends"
  }

  /// Who listens for it: itself, or systemd, so that connections wait for a new one.
  enum Door: String, CaseIterable {
    case own = ""
    case systemd = " behind systemd's socket"

    var patience: Double? { self == .systemd ? 60 : nil }
  }

  @Test("while images are pulled has cost nothing", arguments: Door.allCases)
  func pulling(door: Door) throws {
    let ways = ways(.pulled, door)
    if ways.isEmpty { return }
    let stage = try FaultStage(patience: door.patience)
    try stage.begin()
    for way in ways {
      // an image that is not here: each proxy has another name
      let proxy = try StandInProxy(.slow(4))
      stage.side = { _ in ["image: \(try proxy.image("web:2"))", "depends_on: [app]"] }
      try stage.commit()
      try goAway(way, door, stage, .pulled) { proxy.requests > 0 }
    }
  }

  @Test("while a stack is started leaves it to the next cycle", arguments: Door.allCases)
  func starting(door: Door) throws {
    let ways = ways(.started, door)
    if ways.isEmpty { return }
    let stage = try FaultStage(patience: door.patience)
    stage.side = { number in
      ["image: \(try Lab.image("slow:1"))", "environment: {DELAY: 3, N: \(number)}"]
    }
    stage.app = { _ in ["depends_on: {side: {condition: service_healthy}}"] }
    try stage.begin()
    for way in ways {
      try stage.commit()
      try goAway(way, door, stage, .started) {
        try stage.world.engine.containers(project: "web").contains {
          $0.environment.contains("N=\(stage.version)") && $0.isRunning
        }
      }
    }
  }

  @Test("while a stack is watched says nothing about the stack", arguments: Door.allCases)
  func watching(door: Door) throws {
    let ways = ways(.watched, door)
    if ways.isEmpty { return }
    let stage = try FaultStage(
      patience: door.patience, settings: "verify: {window: 20s, stable: 5s}")
    try stage.begin()
    for way in ways {
      try stage.commit()
      try goAway(way, door, stage, .watched) {
        try stage.world.engine.containers(project: "web").contains {
          $0.variable("TOKEN") == "token\(stage.version)" && $0.isRunning
        }
      }
    }
  }

  private func ways(_ moment: Moment, _ door: Door) -> [Way] {
    if Tally.isComplete { return door == .own ? Way.allCases : [.restarts] }
    switch (moment, door) {
    case (.pulled, .own): return [.stops]
    case (.started, .own): return [.dies]
    case (.started, .systemd): return [.restarts]
    case (.watched, .own): return [.restarts]
    case (.pulled, .systemd), (.watched, .systemd): return []
    }
  }

  /// - Parameter hasCome: whether the moment has come.
  private func goAway(
    _ way: Way, _ door: Door, _ stage: FaultStage, _ moment: Moment,
    when hasCome: () throws -> Bool
  ) throws {
    let engine = stage.world.engine
    let cycle = try stage.start()
    guard try eventually(within: 30, { try hasCome() || !cycle.isRunning }), cycle.isRunning else {
      throw FixtureError("the moment never came: \(try cycle.wait())")
    }
    usleep(500_000)
    let output = try disturb(engine, way, cycle)
    let words = "the Engine \(way.rawValue)\(door.rawValue) while \(moment.rawValue)"
    try stage.check(
      output, words, exits: way == .hesitates ? [0] : [0, 3, 69],
      names: [engine.socket, "Engine", "Docker daemon"])
    try stage.converge(words)
  }

  private func disturb(_ engine: Engine, _ way: Way, _ cycle: Child) throws -> Output {
    switch way {
    case .stops, .dies:
      try engine.end(signal: way == .dies ? SIGKILL : SIGTERM)
      defer { try? engine.begin() }
      return try cycle.wait()
    case .restarts:
      try engine.end()
      try engine.begin()
    case .hesitates:
      try engine.freeze()
      usleep(3_000_000)
      try engine.thaw()
    case .freezes:
      try engine.freeze()
      defer { try? engine.thaw() }
      return try cycle.wait(deadline: 200)
    }
    return try cycle.wait()
  }
}
