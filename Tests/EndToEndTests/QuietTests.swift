import TestSupport
import Testing

@Suite("a cycle without changes", .laboratory) struct QuietTests {
  let registry: Registry
  let relay: Relay
  let watched: Watched

  /// Two stacks with all that is looked at: networks, volumes, mounted files, secrets, a one-shot.
  init() throws {
    registry = try Registry()
    let (engine, remote) = (try Engine.lend(), try Remote())
    relay = try Relay(to: engine)
    let host = try Host("media", engine, [remote], socket: relay.socket)
    watched = try Watched(World(engine: engine, remote: remote, host: host))
    let web = plainService(
      "app",
      [
        "image: \(try registry.image("worker:1"))", "volumes: ['./conf:/conf', 'data:/data']",
        "environment: {TOKEN: '${TOKEN}'}",
      ])
    try watched.deploy(
      list("web", "db"), stack("web", web, "volumes: {data: }\n"),
      ["stacks/web/conf/a": "a\n", "stacks/web/.env": "A=b\n"],
      secret("stacks/web/app.secret.env", "TOKEN=opensesame\n"),
      stack("db", service(), service("job", "oneshot:1", "restart: 'no'")))
    _ = try eventually { try host.engine.container("db", "job").state == "exited" }
    try watched.cycle()
  }

  @Test("starts no program, asks no registry, asks the Engine twice at most, and writes nothing")
  func quiet() throws {
    let asked = registry.requests
    relay.clear()
    let ran = try watched.isQuiet()
    // the look of the test itself does not go through the relay
    #expect(!relay.requests.isEmpty && relay.requests.count <= 2, "\(relay.requests)")
    #expect(registry.requests == asked)
    #expect(ran.output.stdout.contains("nothing changed"), "\(ran)")
  }

  @Test("tells programs of every stack, as any other does") func json() throws {
    let ran = try watched.cycle("--json")
    let last = try #require(ran.output.stdout.split(separator: "\n").last)
    #expect(last.contains(#""type":"summary","unchanged":2"#), "\(ran)")
    #expect(last.contains(#""name":"web""#), "\(ran)")
  }

  @Test("stays one when containers come and go that are none of Compose's")
  func strangers() throws {
    _ = try watched.engine.lines("run", "-d", "--name", "pet", Lab.image("worker:1"))
    relay.clear()
    try watched.isQuiet()
    #expect(relay.requests.count <= 2, "\(relay.requests)")
  }

  @Test("stays one whatever containers do that belong to projects which are left alone")
  func leftAlone() throws {
    try watched.world.host.configure(
      remotes: [watched.world.remote.url], settings: "protect: [kept]")
    try watched.world.startByHand("kept")
    try watched.cycle()
    try watched.isQuiet()
    let name = "kept-app-1"
    for command in [
      ["stop", name], ["start", name], ["rename", name, "other"], ["kill", "other"],
    ] {
      _ = try watched.engine.lines(command)
      try watched.isQuiet("\(command)")
    }
    _ = try watched.engine.lines(
      "compose", "-p", "web", "-f", "\(watched.world.host.checkout)/stacks/web/compose.yaml", "run",
      "-d", "--no-deps", "app", "sleep", "100")
    try watched.isQuiet("a one-off")
  }

  @Test("runs Compose for no other stack than the one that a commit changes")
  func oneOfTwo() throws {
    let before = try watched.ids()
    let ran = try watched.deploy(["stacks/db/compose.override.yaml": "services: {app: {tty: true}}"]
    )
    #expect(ran.projects == ["db"], "\(ran)")
    let after = try watched.ids()
    #expect(after["web-app-1"] == before["web-app-1"] && after["db-job-1"] == before["db-job-1"])
    #expect(after["db-app-1"] != before["db-app-1"])
    try watched.isQuiet()
  }

  @Test("runs Compose for every stack, without touching a container, when a full pass is asked for")
  func fullPass() throws {
    let before = try watched.world.snapshot().engine
    let ran = try watched.cycle("--full")
    #expect(ran.projects == ["web", "db"], "\(ran)")
    #expect(try watched.world.snapshot().engine == before)
    try watched.isQuiet()
  }
}
