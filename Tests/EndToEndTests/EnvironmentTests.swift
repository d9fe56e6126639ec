import TestSupport
import Testing

@Suite("environment files", .laboratory) struct EnvironmentTests {
  /// In the order in which they are read; a later one wins.
  static let layers = [
    "global/.env", "global/B.env", "global/a.env", "global/a.secret.env",
    "host/media/.env", "host/media/a.env", "host/media/A.secret.env", "host/media/a.secret.env",
    "stacks/web/.env", "stacks/web/a.env", "stacks/web/b.env", "stacks/web/a.secret.env",
  ]

  @Test("come in layers: global, host, stack; in each .env, then *.env, then secrets")
  func order() throws {
    let numbers = 1..<Self.layers.count
    let variables = numbers.map { "V\($0): '${V\($0)}'" }.joined(separator: ", ")
    let world = try World(
      list("web"), stack("web", service("app", "worker:1", "environment: {\(variables)}")))
    var files: Files = [:]
    for (number, path) in Self.layers.enumerated() {
      // each variable stands in two files that follow each other
      let text = "V\(number)=from-\(number)\nV\(number + 1)=from-\(number)\n"
      files[path] = path.hasSuffix(".secret.env") ? try Program.encrypt(text) : text
    }
    let everything = numbers.map { "V\($0)=wrong\n" }.joined()
    for path in ["stacks/web/.z.env", "stacks/web/z.env.txt", "stacks/web/sub/z.env", "z.env"] {
      files[path] = everything
    }
    try world.deploy(files)
    let app = try world.container("web")
    for number in numbers {
      #expect(app.variable("V\(number)") == "from-\(number)", "\(Self.layers[number])")
    }
  }

  @Test("may use what an earlier layer says")
  func references() throws {
    let world = try World(
      list("web"), ["global/site.env": "DOMAIN=example.org\n"],
      ["stacks/web/app.env": "URL=https://web.${DOMAIN}\n"],
      stack("web", service("app", "worker:1", "environment: {URL: '${URL}'}")))
    try world.cycle()
    #expect(try world.container("web").variable("URL") == "https://web.example.org")
  }

  @Test("and Compose files left behind in the checkout do not count")
  func leftovers() throws {
    let world = try World(
      list("web"), stack("web", service("app", "worker:1", "environment: {A: '${A:-none}'}")))
    try world.cycle()
    let before = try world.snapshot().engine
    let folder = "\(world.host.checkout)/stacks/web"
    try write("A=leftover\n", to: "\(folder)/.env")
    try write("A=leftover\n", to: "\(folder)/z.env")
    try write("A=leftover\n", to: "\(world.host.checkout)/global/z.env")
    try write(
      composeFile([plainService("app", ["environment: {A: leftover}"])]),
      to: "\(folder)/compose.override.yaml")
    try world.cycle()
    #expect(try world.snapshot().engine == before)
    try world.deploy(
      stack("web", service("app", "worker:2", "environment: {A: '${A:-none}'}")))
    #expect(try world.container("web").variable("A") == "none")
  }

  @Test("are all there is: nothing comes from the environment of converge")
  func scrubbed() throws {
    let world = try World(
      list("web"), stack("web", service("app", "worker:1", "environment: {A: '${A:-none}'}")))
    try world.cycle(environment: [
      "A": "leaked", "COMPOSE_PROJECT_NAME": "other", "COMPOSE_FILE": "/nonexistent",
      "DOCKER_HOST": "unix:///nonexistent", "DOCKER_CONTEXT": "other", "COMPOSE_PROFILES": "x",
      "LD_LIBRARY_PATH_": "x",
    ])
    #expect(try world.container("web").variable("A") == "none")
    #expect(try world.engine.projects() == ["web"])
  }

  @Test("choose profiles with COMPOSE_PROFILES")
  func profiles() throws {
    let world = try World(
      list("web"), ["stacks/web/.env": "COMPOSE_PROFILES=extra\n"],
      stack(
        "web", service("app"), service("more", "worker:1", "profiles: [extra]"),
        service("other", "worker:1", "profiles: [other]")))
    try world.cycle()
    #expect(Set(try world.engine.containers().map(\.service)) == ["app", "more"])
  }

  @Test("may not steer Compose through a link either")
  func steeringLink() throws {
    let world = try World(list("web"), stack("web"))
    try must(["ln", "-s", "../../common/real.txt", "\(world.remote.clone)/stacks/web/l.env"])
    try world.deploy(["common/real.txt": "A=1\n"])
    let output = try world.deploy(["common/real.txt": "COMPOSE_FILE=x\n"], exits: 3)
    #expect(output.stderr.contains("stacks/web/l.env:1"), "\(output)")
    try world.deploy(["common/real.txt": nil, "common/other": "\n"], exits: 3)
  }

  @Test("an unset variable is told in our own words, with key and file")
  func unset() throws {
    let world = try World(
      list("web"), stack("web", service("app", "worker:1", "environment: {A: '${FORGOTTEN}'}")))
    let output = try world.cycle()
    #expect(output.stderr.contains("FORGOTTEN"), "\(output)")
    #expect(output.stderr.contains("stacks/web/compose.yaml"), "\(output)")
    #expect(!output.stderr.contains("level=warning"), "\(output)")
  }

  @Test("pass values through as they were meant")
  func values() throws {
    let values = [
      ("'pa$$word'", "pa$$word"), ("'a #b'", "a #b"), ("a=b==", "a=b=="),
      ("\"two words\"", "two words"), ("grüße", "grüße"), ("a#b", "a#b"), ("a\\nb", "a\\nb"),
    ]
    let text = values.enumerated().map { "V\($0)=\($1.0)\n" }.joined()
    let variables = values.indices.map { "V\($0): '${V\($0)}'" }.joined(separator: ", ")
    let world = try World(
      list("web"), secret("stacks/web/app.secret.env", text),
      stack("web", service("app", "worker:1", "environment: {\(variables)}")))
    try world.cycle()
    let app = try world.container("web")
    for (number, value) in values.enumerated() {
      #expect(app.variable("V\(number)") == value.1)
    }
  }
}
