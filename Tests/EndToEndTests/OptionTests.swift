import TestSupport
import Testing

@Suite("the host's name", .laboratory) struct HostNameTests {
  let world: World

  init() throws {
    world = try World(
      list("web"), list("db", host: "attic"), stack("web"), stack("db"))
    try world.cycle()
  }

  @Test("another one changes nothing")
  func another() throws {
    let before = try world.snapshot()
    let output = try world.host.converge("--host", "attic")
    #expect([64, 78].contains(output.status), "\(output)")
    #expect(output.stderr.contains("media") && output.stderr.contains("attic"), "\(output)")
    #expect(output.stderr.contains("--adopt"), "\(output)")
    #expect(try world.snapshot() == before)
  }

  @Test("another one in the configuration changes nothing either")
  func configured() throws {
    let before = try world.snapshot()
    let text = read(world.host.configuration) ?? ""
    try write(
      text.split(separator: "\n").map { $0 == "host: media" ? "host: attic" : $0 }
        .joined(separator: "\n"), to: world.host.configuration)
    let output = try world.host.converge()
    #expect([64, 78].contains(output.status), "\(output)")
    #expect(try world.snapshot() == before)
  }

  @Test("another one takes over with --adopt, and is the host's from then on")
  func adopt() throws {
    try world.cycle("--host", "attic", "--adopt")
    #expect(try world.engine.projects() == ["db"])
    let before = try world.snapshot()
    #expect(try world.host.converge().status != 0)
    #expect(try world.snapshot() == before)
    try world.cycle("--host", "attic")
  }

  @Test("is the machine's own where nobody gives one")
  func machine() throws {
    let name = try must(["hostname", "-s"])
    let (remote, engine) = (try Remote(), world.engine)
    let host = try Host(name, engine, [remote])
    let lines = (read(host.configuration) ?? "").split(separator: "\n")
    try write(
      lines.filter { !$0.hasPrefix("host:") }.joined(separator: "\n"), to: host.configuration)
    try remote.commit("Change", merged([list("mail", host: name), stack("mail")]))
    let output = try host.converge()
    #expect(output.status == 0, "\(output)")
    #expect(try engine.container("mail", "app").isRunning)
  }
}

@Suite("--stack", .laboratory) struct StackOptionTests {
  let world: World
  let before: [Container]

  /// A host that a whole cycle would update twice and tear down once.
  init() throws {
    world = try World(list("web", "db", "mail"), stack("web"), stack("db"), stack("mail"))
    try world.cycle()
    before = try world.engine.containers()
    try world.commit(
      list("web", "db"), stack("web", service("app", "worker:2")),
      stack("db", service("app", "worker:2")))
  }

  @Test("limits a run to that stack, without teardown")
  func one() throws {
    try world.cycle("--stack", "web")
    try world.runs("worker:2")
    #expect(
      try world.engine.containers().filter { $0.project != "web" }
        == before.filter { $0.project != "web" })

    try world.cycle()
    try world.runs("worker:2", in: "db")
    #expect(try world.engine.projects() == ["web", "db"])
  }

  @Test("may be given more than once")
  func two() throws {
    try world.cycle("--stack", "web", "--stack=db")
    for name in ["web", "db"] {
      try world.runs("worker:2", in: name)
    }
    #expect(try world.engine.projects() == ["web", "db", "mail"])
  }

  @Test("with an undeclared name is a usage error and changes nothing")
  func undeclared() throws {
    let snapshot = try world.snapshot()
    for name in ["mail", "nobody"] {
      let output = try world.cycle("--stack", "web", "--stack", name, exits: 64)
      #expect(output.stderr.contains(name), "\(output)")
    }
    #expect(try world.snapshot() == snapshot)
  }
}

@Suite("--dry-run", .laboratory) struct DryRunTests {
  @Test("says what would happen, and changes nothing")
  func changesNothing() throws {
    let world = try World(
      list("web", "db", "gone"), stack("web"), stack("db"), stack("gone"), stack("fresh"),
      secret("stacks/web/app.secret.env", "TOKEN=first-token\n"))
    try world.cycle()
    try world.commit(
      list("web", "db", "fresh"), stack("web", service("app", "worker:2")),
      removed("stacks/gone"), secret("stacks/web/app.secret.env", "TOKEN=second-token\n"))
    _ = try world.engine.lines("rm", "-f", world.container("db").id)
    let before = try world.snapshot()

    let output = try world.cycle("--dry-run", exits: 2)
    #expect(try world.snapshot() == before)
    for name in ["web", "db", "gone", "fresh"] {
      #expect(output.stdout.contains(name), "\(name): \(output)")
    }
    #expect(!output.text.contains("second-token"), "\(output)")

    try world.cycle()
    #expect(try world.engine.projects() == ["web", "db", "fresh"])
  }

  @Test("before the first run makes nothing, and the first run is still the first one")
  func first() throws {
    let world = try World(list("web"), stack("web"))
    try world.startByHand("old")
    let before = try world.snapshot()
    let output = try world.cycle("--dry-run", exits: 2)
    #expect(output.stdout.contains("web") && output.text.contains("old"), "\(output)")
    #expect(try world.snapshot() == before)

    try world.cycle()
    #expect(try world.engine.projects() == ["web", "old"])
  }

  @Test("says nothing would happen where nothing would, and fails as a real run would")
  func outcomes() throws {
    let world = try World(list("web"), stack("web"))
    try world.cycle()
    let before = try world.snapshot()
    try world.cycle("--dry-run")
    #expect(try world.snapshot() == before)

    try world.commit(["host/media/stacks.yaml": "web\n"])
    try world.cycle("--dry-run", exits: 65)
    #expect(try world.snapshot() == before)
  }
}

@Suite("the command line", .laboratory) struct CommandLineTests {
  @Test("`converge run` is the long form")
  func run() throws {
    let world = try World(list("web"), stack("web"))
    let words = [Program.converge, "run", "--config=\(world.host.configuration)", "-v"]
    let output = try TestSupport.run(words, environment: world.host.environment)
    #expect(output.status == 0, "\(output)")
    #expect(try world.container("web").isRunning)
  }

  @Test(
    "wrong usage ends with 64 and does nothing",
    arguments: [
      ["--nonsense"], ["nonsense"], ["--stack"], ["--host"], ["run", "nonsense"], ["secrets"],
      ["secrets", "encrypt"], ["secrets", "decrypt"],
    ])
  func usage(_ arguments: [String]) throws {
    let output = try TestSupport.run([Program.converge] + arguments)
    #expect(output.status == 64, "\(output)")
    #expect(!output.stderr.isEmpty && output.stdout.isEmpty, "\(output)")
  }

  @Test("--help documents each exit code, --version names the program")
  func help() throws {
    let help = try TestSupport.run([Program.converge, "--help"])
    #expect(help.status == 0)
    for code in ["0", "1", "3", "64", "65", "69", "75", "77", "78", "128"] {
      #expect(help.stdout.contains("  \(code)"), "\(help)")
    }
    let version = try TestSupport.run([Program.converge, "--version"])
    #expect(version.status == 0 && version.stdout.hasPrefix("converge"))
  }
}
