import Docker
import Model
import Posix
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips what needs real Engines where there are none.
  static var laboratory: Self {
    .enabled(if: Lab.isOpen, "needs the laboratory: run scripts/test as root")
  }
}

/// A stack on a real Engine.
private struct LabStack {
  let lent: TestSupport.Engine
  let folder: TestSupport.Folder
  let engine: Docker.Engine
  let compose: Compose
  let project: ComposeProject

  init(_ text: String) throws {
    lent = try TestSupport.Engine.lend()
    folder = try TestSupport.Folder("stack")
    engine = Docker.Engine(socket: lent.socket)
    compose = Compose(environment: ChildEnvironment(socket: lent.socket))
    project = ComposeProject(
      name: "media", folder: folder.path, files: [folder["compose.yaml"]])
    try write(text)
  }

  func write(_ text: String) throws {
    try TestSupport.write(text, to: folder["compose.yaml"])
  }

  func resolved() throws -> ResolvedProject {
    try compose.config(project, reader: openReader).project
  }

  /// Pulls and builds what is missing.
  func fetch() throws {
    let needs = try needs()
    for name in needs.pull {
      let image = try resolved()[name]?.image ?? ""
      let output = try lent.docker(["pull", "--quiet", image])
      if output.status != 0 { throw FixtureError("\(output)") }
    }
    if !needs.build.isEmpty {
      try compose.build(project, services: needs.build, deadline: 60)
    }
  }

  func needs() throws -> ImageCheck {
    ImageCheck.needs(
      of: try resolved(), having: try engine.images())
  }

  func failure(_ body: () throws -> Void) throws -> ComposeFailure? {
    do {
      try body()
      return nil
    } catch let error as ComposeError { return error.failure }
  }
}

@Suite("Compose on a real Engine", .laboratory)
struct ComposeLabTests {
  @Test("is new enough, and so is the Engine known")
  func versions() throws {
    let stack = try LabStack("services: {}\n")
    #expect(try stack.compose.version() != nil)
    #expect(try !stack.engine.version().isEmpty)
  }

  @Test("deploys, changes nothing the second time, and removes all but volumes")
  func life() throws {
    let image = try Lab.image("web:1")
    let stack = try LabStack(
      """
      services:
        web: {image: "\(image)", volumes: ["data:/data"]}
        worker: {image: "\(try Lab.image("worker:1"))"}
      volumes: {data: {}}

      """)
    #expect(try stack.needs() == ImageCheck(pull: ["web", "worker"]))
    try stack.fetch()
    #expect(try stack.needs().isEmpty)
    try stack.compose.up(stack.project, deadline: 60)
    let before = try stack.engine.observe()
    let web = try #require(before.containers.first { $0.service == "web" })
    #expect(web.project == "media" && web.name == "media-web-1" && web.number == 1)
    #expect(web.state == .running && !web.oneOff && web.image == image)
    #expect(web.workingFolder == stack.folder.path && web.networks == ["media_default"])
    #expect(web.configHash?.utf8.count == 64)
    #expect(before.networks.contains { $0.name == "media_default" && $0.project == "media" })

    try stack.compose.up(stack.project, deadline: 60)
    #expect(try stack.engine.observe() == before)

    try stack.compose.down("media", deadline: 60)
    let after = try stack.engine.observe()
    #expect(after.containers.isEmpty && !after.networks.contains { $0.project == "media" })
    #expect(try stack.engine.volumes(of: "media") == ["media_data"])
    #expect(try stack.engine.volumes(of: "other") == [])
  }

  @Test(
    "asks no registry when it starts, whatever the pull policy",
    arguments: ["always", "missing", "never", "build"])
  func policies(policy: String) throws {
    let image = try Lab.image("worker:1")
    let stack = try LabStack(
      "services: {a: {image: \"127.0.0.1:1/worker:1\", pull_policy: \(policy)}}\n")
    #expect(try stack.lent.docker("pull", image).status == 0)
    #expect(try stack.lent.docker("tag", image, "127.0.0.1:1/worker:1").status == 0)
    try stack.compose.up(stack.project, deadline: 60)
    #expect(try stack.engine.containers().map(\.state) == [.running])
  }

  @Test("builds before it starts, and starts what was built", arguments: ["", ", image: 'own:1'"])
  func builds(name: String) throws {
    let stack = try LabStack("services: {a: {build: ctx, pull_policy: build\(name)}}\n")
    let busybox = try must(["sh", "-c", "command -v busybox"])
    try write(
      "FROM scratch\nCOPY busybox /busybox\nCMD [\"/busybox\", \"sleep\", \"1000\"]\n",
      to: stack.folder["ctx/Dockerfile"])
    try must(["cp", busybox, stack.folder["ctx/busybox"]])
    #expect(try stack.needs() == ImageCheck(build: ["a"]))
    try stack.fetch()
    try stack.compose.up(stack.project, deadline: 60)
    #expect(try stack.engine.containers().map(\.state) == [.running])
  }

  @Test("says why a build failed")
  func badBuild() throws {
    let stack = try LabStack("services: {a: {build: ctx}}\n")
    try write("FROM scratch\nCOPY nofile /x\n", to: stack.folder["ctx/Dockerfile"])
    #expect(try stack.failure { try stack.fetch() } == .buildFailed)
  }

  @Test("says that an image is not here, and asks no registry for it")
  func badImages() throws {
    let stack = try LabStack("services: {}\n")
    for registry in [Lab.registry, "127.0.0.1:1"] {
      try stack.write("services: {a: {image: '\(registry)/nope:1'}}\n")
      #expect(try stack.needs() == ImageCheck(pull: ["a"]))
      #expect(
        try stack.failure { try stack.compose.up(stack.project, deadline: 60) } == .imageNotFound)
    }
  }

  @Test("says what is in the way")
  func clashes() throws {
    let image = try Lab.image("worker:1")
    let stack = try LabStack("services: {a: {image: '\(image)', container_name: fixed}}\n")
    try stack.fetch()
    _ = try stack.lent.lines("run", "-d", "--name", "fixed", "-p", "127.0.0.1:8191:80", image)
    #expect(
      try stack.failure { try stack.compose.up(stack.project, deadline: 60) }
        == .nameTaken("fixed"))
    try stack.write("services: {a: {image: '\(image)', ports: ['127.0.0.1:8191:80']}}\n")
    #expect(
      try stack.failure { try stack.compose.up(stack.project, deadline: 60) }
        == .portTaken("127.0.0.1:8191"))
  }

  @Test(
    "says what is wrong with the files",
    arguments: [
      ("services: {a: {imag: x}}\n", .invalid),
      ("services: {a: {image: x, command: '${NEEDED:?}'}}\n", .requiredVariable("NEEDED")),
      ("services: {a: {image: x}\n", .invalid),
    ] as [(String, ComposeFailure)])
  func badFiles(text: String, expected: ComposeFailure) throws {
    let stack = try LabStack(text)
    #expect(
      try stack.failure { _ = try stack.compose.config(stack.project, reader: openReader) }
        == expected)
  }

  @Test(
    "never repeats what a dotenv file holds",
    arguments: [
      ("A=1\nKEY=\"hunter2\nX=hunter2\n", .unterminatedQuote),
      ("A=1\nhunter2 hunter2=1\n", .badName), ("A=hunter2${hunter2\nB=hunter2\n", .badVariable),
      ("A=${hunter2:?hunter2}\n", .badVariable), ("=hunter2\n", .badName),
      ("!hunter2=hunter2\nhunter2=1\n", .badName),
    ] as [(String, ComposeFailure.EnvironmentFault)], [true, false])
  func dotenv(content: (String, ComposeFailure.EnvironmentFault), ofService: Bool) throws {
    let own = ofService ? ", env_file: a.env" : ""
    let stack = try LabStack("services: {a: {image: x\(own)}}\n")
    try write(content.0, to: stack.folder["a.env"])
    var project = stack.project
    if !ofService { project.environmentFiles = [stack.folder["a.env"]] }
    do {
      // Compose takes some of these in a service's own file.
      _ = try stack.compose.config(project, reader: openReader)
      #expect(ofService)
    } catch {
      #expect(!"\(error) \(error.problem)".contains("hunter2"))
      guard case .environmentFile(_, _, let fault) = error.failure else {
        Issue.record("\(error.failure) for \(content.0)")
        return
      }
      #expect(fault == content.1)
    }
  }

  @Test("warns of unset variables, also of those that a secret's $ makes")
  func unset() throws {
    let stack = try LabStack("services: {a: {image: x, command: '$FOO'}}\n")
    try write("KEY=a$b\n", to: stack.folder["a.env"])
    var project = stack.project
    project.environmentFiles = [stack.folder["a.env"]]
    #expect(
      Set(try stack.compose.config(project, reader: openReader).warnings) == [
        .unsetVariable("FOO"), .unsetVariable("b"),
      ])
  }

  @Test("does not see the variables of this process, nor a .env that lies about")
  func closed() throws {
    let stack = try LabStack(
      "services: {a: {image: 'x:${NAME-none}${CONVERGE_LAB-none}${COMPOSE_PROJECT_NAME}'}}\n")
    try write("NAME=found\n", to: stack.folder[".env"])
    #expect(
      try stack.compose.config(stack.project, reader: openReader).project.services.map(\.image) == [
        "x:nonenonemedia"
      ])
  }

  @Test("finds no Engine where there is none")
  func noEngine() throws {
    let stack = try LabStack("services: {a: {image: 'x:1'}}\n")
    let compose = Compose(environment: ChildEnvironment(socket: "/nowhere.sock"))
    #expect(try stack.failure { try compose.up(stack.project, deadline: 60) } == .noEngine)
    #expect(try stack.failure { try compose.down("media", deadline: 60) } == .noEngine)
    try stack.compose.down("media", deadline: 60)
  }
}

@Suite("The Engine's API on a real Engine", .laboratory)
struct EngineLabTests {
  @Test("stops and removes containers and networks, and finds gone ones fine")
  func change() throws {
    let lent = try TestSupport.Engine.lend()
    let engine = Docker.Engine(socket: lent.socket)
    _ = try lent.lines("network", "create", "--label", "com.docker.compose.project=p", "n")
    let image = try Lab.image("stubborn:1")
    let id = try #require(
      try lent.lines(
        "run", "-d", "-q", "--network", "n", "--name", "forged", "--label",
        "com.docker.compose.project=p", "-v", "kept:/x", image
      ).last)
    let network = try #require(try engine.networks().first { $0.project == "p" })
    #expect(throws: EngineError.self) { try engine.removeContainer(id, force: false) }
    #expect {
      try engine.removeNetwork(network.id)
    } throws: { ($0 as? EngineError)?.code == .status(403) }
    #expect(try engine.inspect(id).state == .running)
    try engine.stop(id, seconds: 1)
    #expect(try engine.inspect(id).exitCode == 137)
    #expect(try engine.containers().map(\.exitCode) == [137])
    try engine.stop(id)
    try engine.removeContainer(id, force: true)
    try engine.removeNetwork(network.id)
    for gone in [id, "no/such?thing"] {
      try engine.stop(gone)
      try engine.removeContainer(gone, force: true)
      try engine.removeNetwork(gone)
      #expect { try engine.inspect(gone) } throws: { ($0 as? EngineError)?.isMissing == true }
    }
    #expect(try lent.lines("volume", "ls", "-q") == ["kept"])
  }

  @Test("stops, starts and signals containers, and tells when they started")
  func restarts() throws {
    let lent = try TestSupport.Engine.lend()
    let engine = Docker.Engine(socket: lent.socket)
    let script = "trap 'echo hup' HUP; trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done"
    let image = try Lab.image("worker:1")
    _ = try lent.lines("run", "-d", "-q", "--name", "app", image, "sh", "-c", script)
    _ = try lent.lines("create", "-q", "--name", "never", image)
    _ = try lent.lines(
      "run", "-d", "-q", "--name", "slow", "--stop-timeout", "1",
      try Lab.image("stubborn:1"))
    let first = try #require(try engine.inspect("app").started)
    #expect(abs(first.seconds - FileStatus.Time.now.seconds) < 60 && first <= .exactNow)
    #expect(try engine.inspect("never").started == nil)

    #expect(try eventually { try lent.lines("logs", "app") == ["up"] })
    try engine.signal("app", "SIGHUP")
    #expect(try eventually { try lent.lines("logs", "app") == ["up", "hup"] })
    #expect(try engine.inspect("app").started == first)
    try engine.stop("app")
    #expect(try engine.inspect("app").exitCode == 7)
    try engine.start("app")
    let second = try #require(try engine.inspect("app").started)
    #expect(try second > first && engine.inspect("app").state == .running)
    #expect(try eventually { try lent.lines("logs", "app") == ["up", "hup", "up"] })

    let before = Instant.now
    try engine.stop("slow")
    #expect(Instant.now.seconds(since: before) < 8)
    #expect(try engine.inspect("slow").exitCode == 137)
    func status(_ body: () throws -> Void) -> EngineError.Code? {
      do { try body() } catch { return (error as? EngineError)?.code }
      return nil
    }
    #expect(status { try engine.signal("slow", "SIGHUP") } == .status(409))
    #expect(status { try engine.signal("gone", "SIGHUP") } == .status(404))
    #expect(status { try engine.start("gone") } == .status(404))
  }

  @Test("tells health and failed starts")
  func states() throws {
    let lent = try TestSupport.Engine.lend()
    let engine = Docker.Engine(socket: lent.socket)
    _ = try lent.lines("run", "-d", "-q", "--name", "sick", try Lab.image("sick:1"))
    _ = try lent.lines("run", "-d", "-q", "--name", "crash", try Lab.image("crash:1"))
    #expect(try eventually { try engine.inspect("sick").health == .unhealthy })
    #expect(try eventually { try engine.inspect("crash").state == .exited })
    let containers = try engine.containers()
    #expect(containers.first { $0.name == "sick" }?.health == .unhealthy)
    #expect(containers.first { $0.name == "crash" }?.exitCode == 3)
  }

  @Test("lists images as they were pulled")
  func images() throws {
    let lent = try TestSupport.Engine.lend()
    let pinned = try Lab.image("web:1")
    _ = try lent.lines("pull", "-q", pinned)
    let image = try #require(try Docker.Engine(socket: lent.socket).images().first)
    #expect(image.id.hasPrefix("sha256:"))
    #expect(image.digests == [pinned.replacing(":1@", with: "@")])
  }
}
