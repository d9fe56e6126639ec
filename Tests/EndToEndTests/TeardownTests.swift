import TestSupport
import Testing

@Suite("teardown, once a host is taken over", .laboratory) struct TeardownTests {
  let world: World

  init() throws {
    world = try World(settings: "protect: [portainer]", list("web"), stack("web", service()))
    try world.cycle()
  }

  @Test("removes a stack whose folder was deleted with its containers running")
  func folderDeleted() throws {
    try world.deploy(list("web", "db"), stack("db"))
    let web = try world.container("web")
    try world.deploy(list("web"), removed("stacks/db"))
    #expect(try world.engine.containers() == [web])
    #expect(world.host.file("stacks/db/compose.yaml") == nil)
  }

  @Test("removes a project that was started by hand")
  func startedByHand() throws {
    try world.startByHand("guest", service("app"), service("db"))
    let status = try world.host.converge("status")
    #expect(status.stdout.contains("not declared: guest: the next cycle removes it"), "\(status)")
    let output = try world.cycle()
    #expect(try !world.host.converge("status").stdout.contains("not declared"))
    #expect(try world.engine.projects() == ["web"])
    #expect(try world.engine.networks() == ["web_default"])
    #expect(output.stdout.contains("guest: removed"), "\(output)")
  }

  @Test(
    "removes what has a name that Compose refuses, without asking Compose",
    arguments: ["WEB", "-x", "my app", "evil\n<0>line\u{1b}[31m"])
  func refusedName(_ name: String) throws {
    let web = try world.container("web")
    let label = ["--label", "com.docker.compose.project=\(name)"]
    _ = try world.engine.lines(["run", "-d"] + label + [try Lab.image("worker:1")])
    let output = try world.cycle()
    #expect(try world.engine.containers() == [web])
    #expect(!output.stderr.contains("warning"), "\(output)")
    #expect(!output.text.contains("\u{1b}") && !output.text.contains("\n<0>"), "\(output)")
  }

  @Test("never touches a protected project")
  func protected() throws {
    try world.startByHand("portainer")
    let before = try world.snapshot().engine
    try world.cycle()
    try world.cycle("--teardown-foreign")
    #expect(try world.snapshot().engine == before)
    let status = try world.host.converge("status")
    let words = "not declared, left alone: portainer: protected by this host's configuration"
    #expect(status.stdout.contains(words), "\(status)")
  }

  @Test("never touches what Compose did not make")
  func withoutLabels() throws {
    _ = try world.engine.lines("run", "-d", "--name", "own", Lab.image("worker:1"))
    _ = try world.engine.lines("network", "create", "own-network")
    let before = try world.snapshot()
    try world.cycle()
    #expect(try world.snapshot() == before)
  }

  @Test("keeps a running one-off of a declared stack, and removes those of other projects")
  func oneOff() throws {
    try world.startByHand("guest", command: ["run", "-d", "app"])
    let file = "\(world.host.checkout)/stacks/web/compose.yaml"
    let id = try world.engine.lines("compose", "-p", "web", "-f", file, "run", "-d", "app")[0]
    try world.cycle()
    #expect(try world.engine.projects() == ["web"])
    #expect(try world.engine.containers().filter { $0.name.contains("run") }.count == 1, "\(id)")
    #expect(try world.engine.containers().allSatisfy(\.isRunning))
  }

  @Test("removes what `docker compose down` does not see")
  func leftovers() throws {
    let label = ["--label", "com.docker.compose.project=gone"]
    let image = try Lab.image("worker:1")
    let service = ["--label", "com.docker.compose.service=app"]
    let halfRenamed = ["create", "--name", "0123456789ab_gone-app-1"] + label + service + [image]
    _ = try world.engine.lines(halfRenamed)
    _ = try world.engine.lines(["run", "-d"] + label + [image])
    _ = try world.engine.lines(["network", "create"] + label + ["gone_default"])
    _ = try world.engine.lines(
      "network", "create", "--label", "com.docker.compose.project=lonely", "lonely_default")
    try world.cycle()
    #expect(try world.engine.projects() == ["web"])
    #expect(try world.engine.networks() == ["web_default"])
  }

  @Test("fails for a network that something else uses, and removes it once it is free")
  func networkInUse() throws {
    try world.startByHand("guest")
    let guest = [
      "run", "-d", "--name", "own", "--network", "guest_default", try Lab.image("worker:1"),
    ]
    _ = try world.engine.lines(guest)
    let output = try world.cycle(exits: 3)
    #expect(output.text.contains("guest_default"), "\(output)")
    #expect(try world.engine.containers().first { $0.name == "own" }?.isRunning == true)

    _ = try world.engine.lines("rm", "-f", "own")
    try world.cycle()
    #expect(try world.engine.networks() == ["web_default"])
  }

  @Test("is suspended while a listed stack has no folder; the others converge")
  func listedWithoutFolder() throws {
    try world.startByHand("guest")
    let output = try world.deploy(
      list("web", "nowhere"), stack("web", service("app", "worker:2")), exits: 3)
    #expect(output.stderr.contains("stacks/nowhere"), "\(output)")
    #expect(output.stderr.contains("not removed: guest"), "\(output)")
    let status = try world.host.converge("status")
    #expect(status.stdout.contains("not removed: guest: stacks/nowhere listed but"), "\(status)")
    #expect(try world.container("guest").isRunning)
    try world.runs("worker:2")

    try world.deploy(list("web"))
    #expect(try world.engine.projects() == ["web"])
  }

  @Test("of everything, after the list became explicitly empty")
  func emptyList() throws {
    try world.deploy(list())
    #expect(try world.engine.containers() == [])
    #expect(try world.engine.networks() == [])
  }

  @Test("goes on beside a stack that cannot be read, and leaves that one alone")
  func besideUnreadable() throws {
    try world.startByHand("guest")
    try world.deploy(removed("stacks/web/compose.yaml"), ["stacks/web/note": "\n"], exits: 3)
    #expect(try world.engine.projects() == ["web"])
    #expect(try world.container("web").isRunning)
  }
}

@Suite("teardown, where the host limits it", .laboratory) struct LimitedTeardownTests {
  let world: World

  init() throws {
    world = try World(
      settings: "teardown: {at-most: 1}", list("web", "db", "app"), stack("web"), stack("db"),
      stack("app"))
    try world.cycle()
  }

  @Test("removes nothing while there is more to remove, and says so in every cycle")
  func tooMany() throws {
    let plan = "2 projects, at most 1: app, db"
    try world.commit(list("web"), stack("web", service("app", "worker:2")))
    let planned = try world.cycle("plan", exits: 3)
    #expect(planned.stdout.contains("refuse teardown: \(plan)"), "\(planned)")
    for _ in 1...2 {
      let output = try world.cycle(exits: 3)
      #expect(output.text.contains(plan), "\(output)")
      #expect(output.text.contains("teardown of 2 refused (app, db)"), "\(output)")
      #expect(try world.engine.projects() == ["app", "db", "web"])
      try world.runs("worker:2")
    }
    try world.deploy(list("web", "db"))
    #expect(try world.engine.projects() == ["db", "web"])
  }

  @Test("of everything, after the list became explicitly empty")
  func emptyList() throws {
    try world.deploy(list())
    #expect(try world.engine.containers() == [])
  }
}

@Suite("data", .laboratory) struct DataTests {
  @Test("volumes and untracked files outlive updates and removals, and are named when left behind")
  func outlive() throws {
    func version(_ number: Int) throws -> Files {
      try stack(
        "db",
        service(
          "app", "worker:\(number)", "volumes: ['files:/files', '/anonymous', './data:/data']"),
        "volumes: {files: {}}\n")
    }
    let world = try World(list("db"), version(1))
    try world.cycle()
    let volumes = try world.engine.volumes()
    #expect(volumes.count == 2)
    let app = try world.container("db")
    for folder in ["files", "data"] {
      _ = try world.engine.execute(app, "sh", "-c", "echo precious >/\(folder)/thing")
    }

    try world.deploy(version(2))
    let updated = try world.container("db")
    #expect(try world.engine.execute(updated, "cat", "/files/thing") == "precious")

    let output = try world.deploy(list(), removed("stacks/db"))
    #expect(try world.engine.containers() == [])
    #expect(volumes.isSubset(of: try world.engine.volumes()))
    #expect(world.host.file("stacks/db/data/thing") == "precious\n")
    #expect(output.text.contains("db_files"), "\(output)")
    #expect(output.text.contains("stacks/db/data"), "\(output)")

    try world.deploy(list("db"), version(2))
    let back = try world.container("db")
    #expect(try world.engine.execute(back, "cat", "/files/thing") == "precious")
    #expect(try world.engine.execute(back, "cat", "/data/thing") == "precious")
  }
}
