import TestSupport
import Testing

@Suite("images", .laboratory) struct ImageTests {
  let registry: Registry
  let world: World

  /// A stack whose image comes from a registry of the test's own.
  init() throws {
    registry = try Registry()
    world = try World(list("web"))
    try world.deploy(
      stack("web", plainService("app", ["image: \(try registry.image("worker:1"))"])))
  }

  @Test("that are present by digest are never asked for again")
  func neverAsked() throws {
    let asked = registry.requests
    #expect(asked > 0)
    _ = try world.engine.lines("rm", "-f", world.container("web").id)
    try world.cycle()
    #expect(try world.container("web").isRunning)
    try world.deploy(
      stack(
        "web",
        plainService("app", ["image: \(try registry.image("worker:1"))", "environment: {A: b}"])))
    #expect(try world.container("web").variable("A") == "b")
    #expect(registry.requests == asked)
  }

  @Test("that are present need no registry: drift is repaired and changes are made without")
  func registryDown() throws {
    try registry.stop()
    _ = try world.engine.lines("rm", "-f", world.container("web").id)
    try world.cycle()
    #expect(try world.container("web").isRunning)
  }

  @Test("that are missing while the registry is down fail their stack, and what runs runs on")
  func missing() throws {
    try registry.stop()
    let before = try world.engine.containers()
    try world.deploy(
      stack("web", plainService("app", ["image: \(try registry.image("worker:2"))"])), exits: 3)
    #expect(try world.engine.containers() == before)
  }

  @Test("by tag are refreshed only where pull_policy says so")
  func tags() throws {
    let tag = "\(registry.address)/moving:1"
    func push(_ image: String) throws {
      _ = try world.engine.lines("pull", "-q", Lab.image(image))
      _ = try world.engine.lines("tag", Lab.image(image), tag)
      _ = try world.engine.lines("push", "-q", tag)
    }
    func version(_ lines: String...) throws -> Files {
      try stack("web", plainService("app", ["image: \(tag)"] + lines))
    }
    try push("worker:1")
    try world.deploy(version())
    let before = try world.container("web")
    try push("worker:2")
    _ = try world.engine.lines("pull", "-q", Lab.image("worker:1"))
    _ = try world.engine.lines("tag", Lab.image("worker:1"), tag)

    try world.cycle()
    #expect(try world.container("web") == before)

    try world.deploy(version("pull_policy: always"))
    #expect(try world.container("web").variable("VERSION") == "2")
  }

  @Test("are pulled for all stacks before anything is stopped")
  func pulledFirst() throws {
    try world.deploy(list("web", "db"), stack("db"))
    let before = try world.container("web")
    try world.commit(
      stack("web", service("app", "worker:2")),
      stack("db", plainService("app", ["image: \(try registry.image("web:2"))"])))
    try registry.stop()
    try world.cycle(exits: 3)
    let after = try world.container("web")
    #expect(after.id != before.id && after.isRunning)
    try world.runs("worker:1", in: "db")
  }

  @Test("with `build` are built, again when their sources change, and not otherwise")
  func build() throws {
    func version(_ text: String) throws -> Files {
      let file = """
        FROM \(try Lab.image("worker:1"))
        COPY page /page

        """
      return try merged([
        stack("web", plainService("app", ["build: ."])),
        ["stacks/web/Dockerfile": file, "stacks/web/page": "\(text)\n"],
      ])
    }
    try world.deploy(version("one"))
    let first = try world.container("web")
    #expect(try world.engine.execute(first, "cat", "/page") == "one")

    try world.cycle()
    #expect(try world.container("web") == first)

    try world.deploy(version("two"))
    let second = try world.container("web")
    #expect(try world.engine.execute(second, "cat", "/page") == "two")

    try world.deploy(["stacks/web/Dockerfile": "FROM scratch\nCOPY nothing /\n"], exits: 3)
    #expect(try world.container("web") == second)
  }
}

@Suite("a registry that asks for a login", .laboratory) struct RegistryLoginTests {
  let registry: Registry
  let world: World

  init() throws {
    registry = try Registry(login: true)
    world = try World(list("web", "db"), stack("db"))
    try world.commit(
      stack("web", plainService("app", ["image: \(try registry.image("worker:1"))"])))
  }

  @Test("fails the stack without one, and takes that of the user's home")
  func home() throws {
    let output = try world.cycle(exits: 3)
    #expect(output.stderr.contains("docker login"), "\(output)")
    #expect(try world.engine.projects() == ["db"])

    let login = ["docker", "login", "-u", "reader", "-p", "opensesame", registry.address]
    try must(login, environment: world.host.environment)
    try world.cycle()
    #expect(try world.container("web").isRunning)
  }

  @Test("takes what a credential helper answers, which DOCKER_CONFIG names")
  func helper() throws {
    let folder = try Folder("config")
    try write(
      #"{"credHelpers": {"\#(registry.address)": "test"}}"#, to: folder["config.json"])
    try write(
      """
      #!/bin/sh
      echo '{"ServerURL": "\(registry.address)", "Username": "reader", "Secret": "opensesame"}'

      """, to: folder["docker-credential-test"], mode: 0o755)
    let path = "\(folder.path):\(plainEnvironment["PATH"] ?? "")"
    try world.cycle(environment: ["DOCKER_CONFIG": folder.path, "PATH": path])
    #expect(try world.container("web").isRunning)
  }
}
