import TestSupport
import Testing

@Suite("what a commit changes", .laboratory) struct UpdateTests {
  @Test("nothing, where nothing changed")
  func noChange() throws {
    let world = try World(
      list("web", "db"), stack("web"), stack("db"), ["stacks/web/app.env": "A=b\n"],
      secret("stacks/db/db.secret.env", "TOKEN=opensesame\n"))
    try world.cycle()
    let before = try world.snapshot()
    try world.cycle()
    #expect(try world.snapshot() == before)
  }

  @Test("nothing, where a commit changes what this host does not use")
  func foreignChange() throws {
    let world = try World(list("web"), stack("web"))
    try world.cycle()
    let before = try world.snapshot().engine
    try world.deploy(stack("unlisted"), list("web", "db", host: "attic"))
    #expect(try world.snapshot().engine == before)
  }

  @Test("an image: that service is recreated, all others stay")
  func image() throws {
    let db = try service("db")
    let world = try World(list("web", "mail"), stack("web", service("app"), db), stack("mail"))
    try world.cycle()
    let before = try world.engine.containers()

    let output = try world.deploy(stack("web", service("app", "worker:2"), db))
    let app = try world.container("web")
    #expect(app.isRunning)
    #expect(try app.image == Lab.image("worker:2"))
    #expect(!before.map(\.id).contains(app.id))
    #expect(
      try world.engine.containers().filter { $0.id != app.id }
        == before.filter { $0.name != app.name })
    #expect(output.stdout.contains("web:") && !output.stdout.contains("mail:"), "\(output)")
  }

  @Test("an environment file: the services that use it are recreated")
  func environment() throws {
    let world = try World(
      list("web"), ["stacks/web/app.env": "COLOR=blue\n"],
      stack(
        "web", service("app", "worker:1", "environment: {COLOR: '${COLOR}'}"), service("db")))
    try world.cycle()
    let (app, db) = (try world.container("web"), try world.container("web", "db"))
    #expect(app.variable("COLOR") == "blue")

    try world.deploy(["stacks/web/app.env": "COLOR=green\n"])
    #expect(try world.container("web").variable("COLOR") == "green")
    #expect(try world.container("web").id != app.id)
    #expect(try world.container("web", "db") == db)
  }

  @Test("a secret: the services that use it are recreated")
  func secretChanged() throws {
    let app = try service("app", "worker:1", "environment: {TOKEN: '${TOKEN}'}")
    let world = try World(
      list("web", "db"), stack("web", app), stack("db"),
      secret("stacks/web/app.secret.env", "TOKEN=first-token\n"))
    try world.cycle()
    let db = try world.container("db")
    #expect(try world.container("web").variable("TOKEN") == "first-token")

    try world.deploy(secret("stacks/web/app.secret.env", "TOKEN=second-token\n"))
    #expect(try world.container("web").variable("TOKEN") == "second-token")
    #expect(try world.container("db") == db)
  }

  @Test("a revert brings back what ran before")
  func revert() throws {
    let world = try World(list("web"), stack("web"))
    try world.cycle()
    try world.deploy(stack("web", service("app", "worker:2")))
    try world.remote.git("revert", "--no-edit", "HEAD")
    try world.remote.commit("Empty")
    try world.cycle()
    try world.runs("worker:1")
  }

  @Test("a service that left the Compose file goes")
  func orphan() throws {
    let world = try World(list("web"), stack("web", service("app"), service("extra")))
    try world.cycle()
    let app = try world.container("web")
    try world.deploy(stack("web", service("app")))
    #expect(try world.engine.containers() == [app])
  }

  @Test("a line added to the list adds a stack, a line removed removes it")
  func addAndRemove() throws {
    let world = try World(list("web"), stack("web"), stack("db", service()))
    try world.cycle()
    let web = try world.container("web")

    try world.deploy(list("web", "db"))
    #expect(try world.container("db").isRunning)
    #expect(try world.engine.networks() == ["db_default"])

    let output = try world.deploy(list("web"))
    #expect(try world.engine.containers() == [web])
    #expect(try world.engine.networks() == [])
    #expect(output.stdout.contains("db: removed"), "\(output)")
  }

  @Test("stacks start in the order of the list, where only one may at a time")
  func order() throws {
    let world = try World(
      settings: "jobs: 1", list("zebra", "ant"), stack("ant"), stack("zebra"))
    try world.cycle()
    #expect(try world.container("zebra").startedAt < world.container("ant").startedAt)
  }

  @Test("two lines move a stack from one host to another")
  func move() throws {
    let engines = try Engine.lend(2)
    let remote = try Remote()
    let media = try Host("media", engines[0], [remote])
    let attic = try Host("attic", engines[1], [remote])
    try remote.commit(
      "First", merged([list("web", "db"), list(host: "attic"), stack("web"), stack("db")]))
    for host in [media, attic] { #expect(try host.converge().status == 0) }
    let web = try engines[0].container("web", "app")
    #expect(try engines[1].containers() == [])

    try remote.commit("Change", merged([list("web"), list("db", host: "attic")]))
    for host in [media, attic] { #expect(try host.converge().status == 0) }
    #expect(try engines[0].containers() == [web])
    #expect(try engines[1].container("db", "app").isRunning)
    #expect(try engines[1].projects() == ["db"])
  }

  @Test("the project is named after the stack, whatever the Compose file's name says")
  func name() throws {
    let world = try World(
      list("web"), ["stacks/web/compose.yaml": "name: other\n" + composeFile([try service()])])
    try world.cycle()
    #expect(try world.engine.projects() == ["web"])
  }

  @Test("Compose files go by their usual names")
  func fileName() throws {
    let file = composeFile([try service()])
    let world = try World(
      list("a", "b", "c"), ["stacks/a/compose.yml": file],
      ["stacks/b/docker-compose.yaml": file], ["stacks/c/docker-compose.yml": file])
    try world.cycle()
    #expect(try world.engine.containers().map(\.project) == ["a", "b", "c"])
  }

  @Test("an override file counts while it is in the commit")
  func override() throws {
    let override = composeFile([plainService("app", ["environment: {MODE: special}"])])
    let world = try World(
      list("web"), stack("web"), ["stacks/web/compose.override.yaml": override])
    try world.cycle()
    #expect(try world.container("web").variable("MODE") == "special")
    try world.deploy(removed("stacks/web/compose.override.yaml"))
    #expect(try world.container("web").variable("MODE") == nil)
  }
}
