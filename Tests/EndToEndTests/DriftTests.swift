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

  @Test("a container of a foreign making, with the stack's labels, does not stay in the way")
  func handMade() throws {
    _ = try world.engine.lines("rm", "-f", app.id)
    _ = try world.engine.lines(
      "create", "--name", "web-app-1", "--label", "com.docker.compose.project=web",
      "--label", "com.docker.compose.service=app", "--label", "com.docker.compose.oneoff=False",
      "--label", "com.docker.compose.container-number=1", Lab.image("worker:2"))
    try repair()
    #expect(try world.container("web").image == Lab.image("web:1"))
  }

  @Test("a recreation that was cut off half way is finished")
  func halfRenamed() throws {
    let labels = try world.engine.lines(
      "inspect", "--format", #"{{range $k, $v := .Config.Labels}}{{$k}}={{println $v}}{{end}}"#,
      app.id
    ).flatMap { ["--label", $0] }
    _ = try world.engine.lines("stop", app.id)
    let half = ["create", "--name", "\(app.id.prefix(12))_web-app-1"] + labels
    _ = try world.engine.lines(half + [app.image])
    try repair()
    #expect(try world.engine.containers(project: "web").count == 1)
  }

  @Test("a finished one-shot is no drift")
  func oneShot() throws {
    try world.deploy(
      stack("web", service("app", "web:1"), service("job", "oneshot:1")))
    #expect(
      try eventually { try world.container("web", "job").state == "exited" })
    try world.cycle()
    #expect(try world.container("web").isRunning)
    #expect(try world.container("web", "job").exitCode == 0)
  }
}
