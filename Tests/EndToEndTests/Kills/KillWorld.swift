import TestSupport
import Testing

/// A host that goes back and forth between two versions of its repository.
final class KillWorld {
  let world: World
  /// By the name of the version.
  private var trees: [String: String] = [:]
  private var references: [String: Reference] = [:]
  /// The version that fails.
  private let fails: String?
  private var count = 0
  /// What hooks write to, outside the checkout.
  let notes: Folder

  /// What an undisturbed cycle made of a version.
  struct Reference {
    let state: EndState
    let exit: Int32
    let effects: [Effect]
  }

  init(
    _ settings: String, notes: Folder, _ versions: [(name: String, files: Files)],
    fails: String? = nil
  ) throws {
    self.fails = fails
    world = try World(settings: settings)
    self.notes = notes
    for (name, files) in versions {
      try world.remote.git("rm", "-rfq", "--ignore-unmatch", ".")
      for case (let path, let text?) in files {
        let mode: UInt32 = path.contains("/hooks/") ? 0o755 : 0o644
        try write(text, to: "\(world.remote.clone)/\(path)", mode: mode)
      }
      try world.remote.commit(name)
      trees[name] = try world.remote.git("rev-parse", "HEAD^{tree}")
    }
  }

  var host: Host { world.host }
  var names: [String] { trees.keys.sorted() }

  /// Makes a version the newest commit.
  ///
  /// One that fails differs each time, since what is held back is not tried again.
  func commit(_ name: String) throws {
    try world.remote.git("read-tree", "-m", "-u", trees[name]!)
    if name == fails {
      count += 1
      try write("\(count)\n", to: "\(world.remote.clone)/stacks/web/count")
    }
    try world.remote.commit(name)
  }

  /// Runs a cycle, watched; with no other signal than those that come of `kill`.
  func cycle(_ kill: Kill? = nil) throws -> Effects {
    let command = [Program.converge, "--config", host.configuration]
    let effects = try Effects.run(
      command, environment: host.environment, cut: kill.map { ($0.effect, $0.way.signal) })
    try kill?.way.finish(host)
    return effects
  }

  /// Goes to a version without disturbance, and takes what comes of it for what has to come of it.
  func learn(_ name: String, exits status: Int32) throws {
    try commit(name)
    let effects = try cycle()
    guard effects.output.status == status else { throw FixtureError("\(effects.output)") }
    references[name] = Reference(
      state: try EndState(host), exit: status, effects: effects.all.filter(\.isVisible))
  }

  func reference(_ name: String) -> Reference { references[name]! }

  /// What one undisturbed cycle leaves to be desired, and the one after it, which starts nothing.
  func faults(_ name: String) throws -> (faults: [String], output: String) {
    let expected = reference(name)
    let cycle = try world.host.converge()
    var faults = try EndState(host).differences(from: expected.state)
    if cycle.status != expected.exit { faults.append("exit \(cycle.status)") }
    let quiet = try self.cycle()
    let started = quiet.all.filter {
      $0.isVisible && ["clone", "clone3", "vfork", "fork"].contains($0.call)
    }
    if quiet.output.status != expected.exit { faults.append("then exit \(quiet.output.status)") }
    faults += started.map { "then started: \($0)" }
    return (faults, faults.isEmpty ? "" : "\(cycle)\n--- then\n\(quiet.output)")
  }
}
