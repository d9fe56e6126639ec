import Glibc
import TestSupport
import Testing

/// Rounds of a random change, a kill at a random moment and a random sabotage, each followed by one
/// undisturbed cycle, after which the host has to run what is declared.
final class RandomRounds {
  private let world: World
  private var declared = DeclaredHost()
  private var dice: Dice
  private let count: FaultCount
  /// What was written into each volume when it was new.
  private var markers: [String: String] = [:]
  /// Milliseconds that a cycle took.
  private var duration = 3000
  private var history: [String] = []
  /// What was not as it shall be in this round.
  private var faults: [String] = []

  init(seed: UInt64, _ count: FaultCount) throws {
    dice = Dice(seed: seed)
    self.count = count
    world = try World(settings: "verify: {window: 20s, stable: 1s}", declared.files())
    try converge()
    try check()
    guard faults.isEmpty else { throw FixtureError("undisturbed: \(faults)") }
  }

  /// One round.
  func round() throws {
    let change = declared.change(&dice)
    let way = dice.pick(Ending.allCases)
    let sabotage = dice.pick(Sabotage.allCases)
    let victim = dice.pick(declared.stacks).name
    let moment = Int.random(in: 0...(duration * 5 / 4), using: &dice)
    try world.commit(declared.files())
    let killed = try kill(way, after: moment)
    try sabotage.harm(victim, of: world.host)
    history.append(
      "\(change); \(way.rawValue) after \(moment) ms; \(sabotage.rawValue) (\(victim))")

    faults = way == .terminated && killed.seconds > 10 ? ["ended \(killed.seconds) s later"] : []
    let output = try converge()
    try check()
    let isRight = faults.isEmpty
    count.note(way.rawValue, converged: isRight)
    count.note(sabotage.rawValue, converged: isRight)
    #expect(
      isRight,
      """
      \(faults.joined(separator: "\n"))
      --- rounds
      \(history.joined(separator: "\n"))
      --- killed
      \(killed.output)
      --- after
      \(output)
      """)
  }

  /// - Returns: what the cycle said, and the seconds from the signal to its end.
  private func kill(_ way: Ending, after milliseconds: Int) throws -> (
    output: Output, seconds: Double
  ) {
    let cycle = try world.host.start()
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while cycle.isRunning, ContinuousClock.now < end { usleep(1000) }
    let clock = Stopwatch()
    clock.start()
    cycle.signal(way.signal)
    if way == .together { try Processes.killAll(holding: world.host.lock) }
    let output = try cycle.wait()
    let seconds = clock.seconds ?? 0
    if way != .alone { try Processes.killAll(holding: world.host.lock) }
    return (output, seconds)
  }

  @discardableResult
  private func converge() throws -> Output {
    let clock = Stopwatch()
    clock.start()
    let output = try world.host.converge()
    duration = min(8000, Int((clock.seconds ?? 0) * 1000) + 500)
    let expected: Int32 = declared.hasFaults ? 3 : 0
    if output.status != expected { faults.append("exit \(output.status), not \(expected)") }
    return output
  }
}

/// What has to be there.
extension RandomRounds {
  /// Looks at everything, and marks the volumes that are new.
  private func check() throws {
    let containers = try world.engine.containers()
    for stack in declared.stacks {
      let own = containers.filter { $0.project == stack.name }
      if own.count != 1 { faults.append("\(stack.name) has \(own.map(\.name))") }
      if let expected = stack.expected, let container = own.first {
        faults += try self.faults(of: container, stack.name, expected)
      }
    }
    let names = Set(declared.stacks.map(\.name))
    let others = containers.filter { !names.contains($0.project) }
    if !others.isEmpty { faults.append("still there: \(others.map(\.name))") }
    let networks = try world.engine.networks()
    if networks != Set(names.map { "\($0)_default" }) { faults.append("networks: \(networks)") }
    faults += try lostData()
    declared.hasConverged()
  }

  private func faults(
    of container: Container, _ stack: String, _ expected: DeclaredStack.Version
  ) throws -> [String] {
    let format = "{{.State.Pid}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
    let line = try world.engine.lines("inspect", "--format", format, container.id).first ?? ""
    let words = line.split(separator: " ").map(String.init)
    let file = "\(expected.file)\n"
    let image = try Lab.image("worker:\(expected.image)")
    let token = "token-\(expected.secret)"
    let facts: [(Bool, String)] = [
      (container.isRunning, "is \(container.state)"),
      (container.name == "\(stack)-app-1", "has that name"),
      (container.image == image, "runs \(container.image), not \(image)"),
      (container.variable("V") == "\(expected.variable)", "has V=\(container.variable("V") ?? "")"),
      (container.variable("SHARED") == "\(expected.shared)", "has another SHARED"),
      (container.variable("TOKEN") == token, "has not the secret \(token)"),
      (words.dropFirst().contains("\(stack)_default"), "is in \(words.dropFirst())"),
      (read("/proc/\(words.first ?? "0")/root/app.ini") == file, "does not see \(file)"),
      (world.host.file("stacks/\(stack)/app.ini") == file, "has another file in the checkout"),
    ]
    return facts.filter { !$0.0 }.map { "\(container.name) \($0.1)" }
  }

  /// The volumes that are not what they were, after new ones got their mark.
  private func lostData() throws -> [String] {
    let folder = world.engine.socket.replacing("docker.sock", with: "data/volumes")
    for volume in try world.engine.volumes() where markers[volume] == nil {
      markers[volume] = "\(volume) \(dice.next())\n"
      try write(markers[volume] ?? "", to: "\(folder)/\(volume)/_data/marker")
    }
    return markers.filter { read("\(folder)/\($0)/_data/marker") != $1 }
      .map { "the volume \($0.key) lost its data" }
  }
}
