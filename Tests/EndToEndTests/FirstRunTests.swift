import TestSupport
import Testing

@Suite("the first run on a host", .laboratory) struct FirstRunTests {
  @Test("clones the repository and brings up the stacks of the list, nothing else")
  func firstRun() throws {
    let world = try World(
      list("web", "db"), stack("web", service("app", "web:1")), stack("db"), stack("unlisted"))
    let output = try world.cycle()

    #expect(try world.engine.projects() == ["web", "db"])
    #expect(try world.container("web").isRunning)
    try world.runs("web:1")
    #expect(try world.container("db").isRunning)
    #expect(try world.engine.networks() == ["web_default"])
    #expect(output.stdout.contains("web") && output.stdout.contains("db"))
  }

  @Test("runs stacks from the checkout, so that relative mounts belong to it")
  func workingDirectory() throws {
    let world = try World(
      list("web"), ["stacks/web/page": "from the commit\n"],
      stack("web", service("app", "worker:1", "volumes: [./page:/page:ro]")))
    try world.cycle()
    let app = try world.container("web")
    #expect(try world.engine.execute(app, "cat", "/page") == "from the commit")
  }

  @Test("an explicit empty list is valid, and runs nothing")
  func emptyList() throws {
    let world = try World(list())
    try world.cycle()
    #expect(try world.engine.containers() == [])
  }

  @Test("without any remote it ends with 69 and has made nothing")
  func noRemote() throws {
    let world = try World(list("web"), stack("web"))
    try world.remote.goAway()
    try world.cycle(exits: 69)
    #expect(try world.engine.containers() == [])
    #expect(world.host.file("stacks/web/compose.yaml") == nil)
  }

  @Test("deploys a branch with a slash in its name")
  func branchWithSlash() throws {
    let world = try World(branch: "site/media", list("web"), stack("web"))
    try world.cycle()
    #expect(try world.container("web").isRunning)
  }

  @Test("an empty repository is a clear error")
  func emptyRepository() throws {
    let world = try World()
    let output = try world.host.converge()
    #expect([1, 65, 69].contains(output.status), "\(output)")
    #expect(output.stderr.contains("main"), "\(output)")
    #expect(try world.engine.containers() == [])
  }
}

@Suite("projects found at the first run", .laboratory) struct FoundProjectTests {
  let world: World

  /// A running project, a container that was never started, and a network alone.
  init() throws {
    world = try World(list("web"), stack("web"))
    try world.startByHand("old")
    try world.startByHand("paused", command: ["create"])
    let label = "com.docker.compose.project=lonely"
    _ = try world.engine.lines("network", "create", "--label", label, "lonely_default")
  }

  @Test("are recorded, named and kept, in this cycle and every later one")
  func kept() throws {
    for _ in 1...2 {
      let output = try world.cycle()
      for project in ["old", "paused", "lonely"] {
        #expect(output.text.contains("\(project):"), "\(output)")
      }
      #expect(try world.container("old").isRunning)
      #expect(try world.container("paused").state == "created")
      #expect(try world.engine.networks().contains("lonely_default"))
    }
  }

  @Test("are named also by a cycle that removes nothing")
  func namedWithoutTeardown() throws {
    try world.cycle()
    let limited = try world.cycle("--stack", "web")
    #expect(limited.text.contains("old:"), "\(limited)")
    let suspended = try world.deploy(list("web", "nowhere"), exits: 3)
    #expect(suspended.text.contains("old:"), "\(suspended)")
  }

  @Test("are not named where the host's configuration protects them, or somebody holds them")
  func settled() throws {
    try world.cycle()
    let settings = read(world.host.configuration) ?? ""
    try write(settings + "protect: [old]\n", to: world.host.configuration, mode: 0o600)
    try world.cycle("hold", "lonely")
    for output in [try world.cycle(), try world.cycle("--stack", "web")] {
      #expect(!output.text.contains("old:") && !output.text.contains("lonely: ran"), "\(output)")
      #expect(output.text.contains("paused: ran here before"), "\(output)")
    }
  }

  @Test("are kept even if the first cycle failed for a stack")
  func keptAfterFailure() throws {
    try world.commit(removed("stacks/web/compose.yaml"), ["stacks/web/note": "\n"])
    try world.cycle(exits: 3)
    try world.deploy(stack("web"))
    #expect(try world.container("old").isRunning)
  }

  @Test("go after --teardown-foreign was given once")
  func tornDown() throws {
    try world.cycle()
    try world.cycle("--teardown-foreign")
    #expect(try world.engine.projects() == ["web"])
    #expect(try world.engine.networks() == [])

    try world.startByHand("old")
    try world.cycle()
    #expect(try world.engine.projects() == ["web"])
  }

  @Test("on hold stay as they were found, also once --teardown-foreign was given")
  func heldWhileTornDown() throws {
    try world.cycle()
    try world.cycle("hold", "old")
    try world.cycle("--teardown-foreign")
    let resumed = try world.cycle("resume", "old")
    #expect(resumed.text.contains("old: was on hold"), "\(resumed)")
    #expect(!resumed.text.contains("it is not declared"), "\(resumed)")
    try world.cycle()
    #expect(try world.container("old").isRunning)
  }

  @Test("become ordinary stacks once declared")
  func adopted() throws {
    try world.cycle()
    try world.deploy(list("web", "old"), stack("old", service("app", "worker:2")))
    try world.runs("worker:2", in: "old")

    try world.deploy(list("web"))
    #expect(try world.engine.projects() == ["web", "paused"])
  }
}
