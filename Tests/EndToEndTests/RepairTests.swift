import TestSupport
import Testing

@Suite("a repair", .laboratory) struct RepairTests {
  let watched: Watched
  private var engine: Engine { watched.engine }

  /// A stack of which services drift, and one that does not.
  init() throws {
    watched = try Watched(
      list("web", "db"), stack("db"),
      stack("web", service("app"), service("pair", "worker:1", "scale: 2"), service("other")))
  }

  /// What somebody does to a running stack.
  enum Damage: String, CaseIterable {
    case stopped, killed, removed, renamed, scaledUp, oneRemoved, replaced, cutOff

    /// The cause that the cycle names.
    var cause: String {
      switch self {
      case .stopped: "container web-app-1 exited with 0"
      case .killed: "container web-app-1 exited with 137"
      case .removed: "container of app is missing"
      case .renamed: "container stray has a name that is not its own"
      case .scaledUp: "app has 3 of 1 containers"
      case .oneRemoved: "pair has 1 of 2 containers"
      case .replaced: "container web-app-1 runs another image"
      case .cutOff: "container web-app-1 is cut off from network web_default"
      }
    }
  }

  private func inflict(_ damage: Damage) throws {
    let app = "web-app-1"
    switch damage {
    case .stopped: _ = try engine.lines("stop", app)
    case .killed: _ = try engine.lines("kill", app)
    case .removed: _ = try engine.lines("rm", "-f", app)
    case .renamed: _ = try engine.lines("rename", app, "stray")
    case .oneRemoved: _ = try engine.lines("rm", "-f", "web-pair-1")
    case .cutOff: _ = try engine.lines("network", "disconnect", "web_default", app)
    case .replaced: try replace()
    case .scaledUp:
      let file = "\(watched.world.host.checkout)/stacks/web/compose.yaml"
      _ = try engine.lines(
        "compose", "-p", "web", "-f", file, "--env-file", "/dev/null", "up", "-d", "--no-recreate",
        "--scale", "app=3", "app")
    }
  }

  /// Puts a container of another image in the place of one, with everything Compose wrote on it.
  private func replace() throws {
    let hash = try engine.lines(
      "inspect", "web-app-1", "--format",
      #"{{index .Config.Labels "com.docker.compose.config-hash"}}"#)
    let labels = [
      "project=web", "service=app", "oneoff=False", "container-number=1", "config-hash=\(hash[0])",
    ].flatMap { ["--label", "com.docker.compose.\($0)"] }
    _ = try engine.lines("rm", "-f", "web-app-1")
    _ = try engine.lines(
      ["run", "-d", "--name", "web-app-1", "--network", "web_default"] + labels
        + [Lab.image("worker:2")])
  }

  @Test("puts right in one cycle what somebody did, says why, and leaves the rest alone")
  func repairs() throws {
    let before = try watched.ids()
    for damage in Damage.allCases {
      try inflict(damage)
      let ran = try watched.cycle()
      #expect(ran.output.stdout.contains(damage.cause), "\(damage): \(ran)")
      #expect(ran.projects == ["web"], "\(damage): \(ran)")
      try expectOrder(before, damage)
      try watched.isQuiet("\(damage)")
    }
  }

  private func expectOrder(_ before: [String: String], _ damage: Damage) throws {
    let containers = try engine.containers()
    // of two containers Compose makes the missing one under the next number
    let expected = ["db/app", "web/app", "web/other", "web/pair", "web/pair"]
    #expect(containers.map { "\($0.project)/\($0.service)" } == expected, "\(damage)")
    #expect(containers.allSatisfy { $0.isRunning }, "\(damage): \(containers)")
    for name in ["db-app-1", "web-other-1"] {
      #expect(try watched.ids()[name] == before[name], "\(damage)")
    }
    let app = try engine.container("web", "app")
    #expect(try app.image == Lab.image("worker:1"), "\(damage)")
    let networks = try engine.lines(
      "inspect", app.id, "--format", "{{range $k, $v := .NetworkSettings.Networks}}{{$k}}{{end}}")
    #expect(networks == ["web_default"], "\(damage)")
  }
}
