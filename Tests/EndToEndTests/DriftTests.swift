import TestSupport
import Testing

@Suite("drift", .laboratory) struct DriftTests {
  let world: World
  /// The container that drifts, and one that does not.
  let (app, db): (Container, Container)

  init() throws {
    world = try World(list("web", "db"), stack("web", service("app", "web:1")), stack("db"))
    try world.cycle()
    (app, db) = (try world.container("web"), try world.container("db"))
  }

  /// Runs a cycle, after which the service runs and nothing else has changed.
  private func repair(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let output = try world.cycle(sourceLocation: sourceLocation)
    #expect(output.stdout.contains("web:"), "\(output)", sourceLocation: sourceLocation)
    #expect(try world.container("web").isRunning, sourceLocation: sourceLocation)
    #expect(try world.container("web").name == "web-app-1", sourceLocation: sourceLocation)
    #expect(try world.container("db") == db, sourceLocation: sourceLocation)
  }

  @Test("a stopped container is started again")
  func stopped() throws {
    _ = try world.engine.lines("stop", app.id)
    try repair()
    #expect(try world.container("web").id == app.id)
  }

  @Test("a deleted container is made again")
  func deleted() throws {
    _ = try world.engine.lines("rm", "-f", app.id)
    try repair()
  }

  @Test("a stack that was taken down is brought up again")
  func takenDown() throws {
    _ = try world.engine.lines("compose", "-p", "web", "down")
    try repair()
  }

  @Test("a container that was created and never started is started")
  func halfCreated() throws {
    _ = try world.engine.lines("rm", "-f", app.id)
    let file = "\(world.host.checkout)/stacks/web/compose.yaml"
    _ = try world.engine.lines(
      "compose", "-p", "web", "-f", file, "--env-file", "/dev/null", "create")
    #expect(try world.container("web").state == "created")
    try repair()
  }

  /// Makes a container by hand, as Compose would.
  private func make(_ name: String, _ image: String, hash: String) throws {
    let labels = [
      "project=web", "service=app", "oneoff=False", "container-number=1", "config-hash=\(hash)",
    ].flatMap { ["--label", "com.docker.compose.\($0)"] }
    _ = try world.engine.lines(["create", "--name", name] + labels + [image])
  }

  @Test("a container made from something else, with the stack's labels, is replaced")
  func handMade() throws {
    _ = try world.engine.lines("rm", "-f", app.id)
    try make("web-app-1", Lab.image("worker:2"), hash: "0")
    try repair()
    try world.runs("web:1")
  }

  @Test("a container that says it is part of a service, but was not made by Compose, is left alone")
  func forged() throws {
    let labels = ["project=web", "service=app"].flatMap { ["--label", "com.docker.compose.\($0)"] }
    _ = try world.engine.lines(
      ["run", "-d", "--name", "forged"] + labels + [Lab.image("worker:1")])
    let before = try world.snapshot().engine
    for _ in 1...2 {
      try world.cycle()
      #expect(try world.snapshot().engine == before)
    }
  }

  @Test("a recreation that was cut off before the old container was removed is finished")
  func halfRecreated() throws {
    try world.commit(stack("web", service("app", "web:2")))
    try make("\(app.id.prefix(12))_web-app-1", Lab.image("web:1"), hash: "0")
    _ = try world.engine.lines("stop", app.id)
    try repair()
    #expect(try world.engine.containers(project: "web").count == 1)
    try world.runs("web:2")
  }

  @Test("a recreation that was cut off before the new container had its name is finished")
  func halfRenamed() throws {
    try world.deploy(stack("web", service("app", "web:2")))
    let app = try world.container("web")
    _ = try world.engine.lines("stop", app.id)
    _ = try world.engine.lines("rename", app.id, "\(self.app.id.prefix(12))_web-app-1")
    try repair()
    #expect(try world.container("web").id == app.id)
    let before = try world.snapshot()
    try world.cycle()
    #expect(try world.snapshot() == before)
  }

  @Test("a name that something else has taken fails the stack, and that is left alone")
  func nameTaken() throws {
    _ = try world.engine.lines("rm", "-f", app.id)
    _ = try world.engine.lines("run", "-d", "--name", "web-app-1", Lab.image("worker:1"))
    let output = try world.cycle(exits: 3)
    #expect(output.stderr.contains("web-app-1"), "\(output)")
    let other = try world.engine.containers().first { $0.name == "web-app-1" }
    #expect(other?.isRunning == true && other?.project == "")
    #expect(try world.container("db") == db)
  }

  @Test("a finished one-shot is no drift")
  func oneShot() throws {
    try world.deploy(
      stack("web", service("app", "web:1"), service("job", "oneshot:1", "restart: 'no'")))
    #expect(
      try eventually { try world.container("web", "job").state == "exited" })
    try world.cycle()
    #expect(try world.container("web").isRunning)
    #expect(try world.container("web", "job").exitCode == 0)
  }
}
