import TestSupport
import Testing

/// A short watch, long enough to see a crash.
let watching = "verify: {window: 20s, stable: 1s}"

@Suite("a stack whose new version fails", .laboratory) struct RollbackTests {
  private let watched: Watched

  init() throws {
    watched = try Watched(
      settings: watching, list("web", "other"), stack("other"), Self.file("worker:1"),
      ["stacks/web/conf/a.txt": "one\n"])
  }

  /// The stack's Compose file with its volume.
  private static func file(_ image: String, _ more: String...) throws -> Files {
    let app = try service(
      "app", image, "network_mode: none", "volumes: ['./conf:/conf', 'kept:/kept']", lines: more)
    return ["stacks/web/compose.yaml": composeFile([app, "volumes: {kept: {}}\n"])]
  }

  private var app: Container { get throws { try watched.world.container("web") } }

  @Test("goes back to the one that ran well, and stays there until something else is committed")
  func crashLoop() throws {
    let other = try watched.world.container("other").id
    let first = try watched.deploy(
      Self.file("crash:1", "restart: always"), ["stacks/web/conf/a.txt": "two\n"], exits: 3)
    #expect(try app.image == Lab.image("worker:1") && app.isRunning, "\(first)")
    #expect(watched.world.host.file("stacks/web/conf/a.txt") == "one\n")
    #expect(try watched.print("web", "app", ["cat", "/conf/a.txt"]) == "one")
    #expect(first.text.contains("1 held back (web at "), "\(first)")
    #expect(first.text.contains("exited with 3"), "\(first)")
    #expect(first.text.contains("web-app-1: cannot start"), "what it printed: \(first)")
    #expect(try watched.world.container("other").id == other)

    let id = try app.id
    let second = try watched.cycle(exits: 3)
    #expect(second.calls.isEmpty, "\(second)")
    #expect(second.text.contains("converge retry web"), "\(second)")
    #expect(try app.id == id)
    let status = try watched.cycle("status")
    #expect(status.text.contains("held back"), "\(status)")
    let good = try watched.world.remote.git("rev-parse", "--short=7", "HEAD~1")
    #expect(status.text.contains("; runs \(good), the version before, since "), "\(status)")

    _ = try watched.engine.lines("stop", "web-app-1")
    try watched.cycle(exits: 3)
    #expect(try app.isRunning && app.image == Lab.image("worker:1"), "its drift is mended")

    try watched.deploy(Self.file("web:1"))
    #expect(try app.image == Lab.image("web:1"))
    #expect(watched.world.host.file("stacks/web/conf/a.txt") == "two\n")
    try watched.cycle()
    try watched.isQuiet()
  }

  @Test("is not forgotten with the receipts, and a commit of another stack does not try it again")
  func memory() throws {
    try watched.deploy(Self.file("crash:1", "restart: always"), exits: 3)
    try must(["rm", "-r", "\(watched.world.host.state)/receipts"])
    let ran = try watched.deploy(stack("other", service("app", "worker:2")), exits: 3)
    #expect(try app.image == Lab.image("worker:1") && app.isRunning, "\(ran)")
    #expect(!ran.text.contains("crash:1"), "\(ran)")
  }

  @Test("is tried again when a person says so, and when it is reverted nothing is held back")
  func retry() throws {
    try watched.deploy(Self.file("crash:1", "restart: always"), exits: 3)
    let again = try watched.cycle("retry", "web", exits: 3)
    #expect(again.calls.contains { $0.project == "web" }, "\(again)")
    #expect(again.text.contains("exited with 3"), "\(again)")
    #expect(try app.image == Lab.image("worker:1") && app.isRunning)
    let reverted = try watched.deploy(Self.file("worker:1"))
    #expect(!reverted.text.contains("held back"), "\(reverted)")
    try watched.cycle()
    try watched.isQuiet()
  }

  @Test("gets back the variables and secrets of then, also those that all stacks share")
  func environment() throws {
    func version(_ number: String, _ image: String) throws -> Files {
      try merged([
        Self.file(
          image, "restart: always",
          "environment: {SHARED: '${SHARED}', OWN: '${OWN}', TOKEN: '${TOKEN}', PIN: '${PIN}'}"),
        [
          "global/shared.env": "SHARED=\(number)\n", "stacks/web/own.env": "OWN=\(number)\n",
        ],
        secret("global/all.secret.env", "TOKEN=token\(number)\n"),
        secret("stacks/web/web.secret.env", "PIN=pin\(number)\n"),
      ])
    }
    try watched.deploy(version("1", "worker:1"))
    let ran = try watched.deploy(version("2", "crash:1"), exits: 3)
    let values = try ["SHARED", "OWN", "TOKEN", "PIN"].map { try app.variable($0) }
    #expect(values == ["1", "1", "token1", "pin1"], "\(ran)")
    #expect(!ran.text.contains("token2") && !ran.text.contains("pin2"), "\(ran)")
    #expect(watched.lines("global/shared.env") == ["SHARED=2"], "other stacks have the new one")
    let layers = try must([
      "find", watched.world.host.state, "-path", "*layers*", "-type", "f",
      "-printf", "%m\n",
    ])
    #expect(Set(layers.split(separator: "\n")) == ["600"])
    let id = try app.id
    let next = try watched.cycle(exits: 3)
    #expect(try next.calls.isEmpty && app.id == id, "\(next)")
  }

  @Test("does not run its one-shots again") func oneShots() throws {
    func version(_ image: String) throws -> Files {
      let job = try service(
        "job", image == "crash:1" ? "web:1" : image, "network_mode: none",
        "command: [sh, -c, 'echo x >>/data/runs']", "volumes: ['./data:/data']")
      let app = try service(
        "app", image, "network_mode: none", "restart: always",
        "depends_on: {job: {condition: service_completed_successfully}}")
      return ["stacks/web/compose.yaml": composeFile([job, app])]
    }
    try watched.deploy(version("worker:1"))
    #expect(watched.lines("stacks/web/data/runs").count == 1)
    let ran = try watched.deploy(version("crash:1"), exits: 3)
    #expect(try app.image == Lab.image("worker:1") && app.isRunning, "\(ran)")
    #expect(watched.lines("stacks/web/data/runs").count == 2, "\(ran)")
    try watched.cycle(exits: 3)
    #expect(watched.lines("stacks/web/data/runs").count == 2)
  }

  @Test("goes back also where `up` itself failed half way") func cannotStart() throws {
    let ran = try watched.deploy(Self.file("worker:1", "command: [/no/such]"), exits: 3)
    #expect(try app.image == Lab.image("worker:1") && app.isRunning, "\(ran)")
    #expect(ran.text.contains("held back"), "\(ran)")
    #expect(
      ran.text.contains("recreated web-app-1 (command changed"), "what it did is told: \(ran)")
  }

  @Test("stays as it came up where nothing of it was ever verified") func neverVerified() throws {
    let new = try stack("new", service("app", "crash:1", "restart: always"))
    let ran = try watched.deploy(list("web", "other", "new"), new, exits: 3)
    #expect(ran.text.contains("nothing of it was ever verified"), "\(ran)")
    #expect(try watched.engine.containers(project: "new").count == 1)
    #expect(ran.text.contains("1 failed (new)"), "\(ran)")
    let status = try watched.cycle("status").text
    // it restarts again and again
    #expect(
      status.contains("; nothing of it runs;")
        || status.contains(", which is not verified, since "),
      "\(status)")
  }

  @Test("stays where its file says so, and where its data may not go back") func rules() throws {
    let major = try watched.deploy(
      Self.file("worker:2", "command: [sh, -c, 'exit 3']", "restart: always"), exits: 3)
    #expect(major.text.contains("worker 1 to 2"), "\(major)")
    #expect(try app.image == Lab.image("worker:2"))
    let off = try Self.file("crash:1", "restart: always")
    let text = (off["stacks/web/compose.yaml"] ?? "") ?? ""
    let ran = try watched.deploy(
      ["stacks/web/compose.yaml": text + "x-converge: {rollback: off}\n"], exits: 3)
    #expect(ran.text.contains("rollback: off"), "\(ran)")
    #expect(try app.image == Lab.image("crash:1"))
  }

  @Test("stays where a version that failed before may have changed its data") func afterwards()
    throws
  {
    func version(_ number: Int) throws -> Files {
      try Self.file("worker:2", "command: [sh, -c, 'exit \(number)']", "restart: always")
    }
    try watched.deploy(version(3), exits: 3)
    let ran = try watched.deploy(version(4), exits: 3)
    #expect(ran.text.contains("worker 1 to 2"), "\(ran)")
    #expect(try app.image == Lab.image("worker:2"))
  }

  @Test("stays where a service that was renamed may have changed its data") func renamed() throws {
    let service = try service(
      "database", "worker:2", "network_mode: none", "volumes: ['kept:/kept']",
      "command: [sh, -c, 'exit 3']", "restart: always")
    let ran = try watched.deploy(
      ["stacks/web/compose.yaml": composeFile([service, "volumes: {kept: {}}\n"])], exits: 3)
    #expect(ran.text.contains("worker 1 to 2"), "\(ran)")
    #expect(try watched.world.container("web", "database").image == Lab.image("worker:2"))
  }

  @Test("names what it includes from outside its folder, which does not go back") func included()
    throws
  {
    func version(_ command: String) throws -> Files {
      let app = try service(
        "app", "worker:1", "network_mode: none", "restart: always", "stop_grace_period: 0s",
        "command: [sh, -c, '\(command)']")
      return [
        "stacks/web/compose.yaml": "include: [../../global/app.yaml]\n",
        "global/app.yaml": composeFile([app]),
      ]
    }
    try watched.deploy(version("sleep infinity"))
    let ran = try watched.deploy(version("exit 3"), exits: 3)
    #expect(ran.text.contains("global/app.yaml"), "\(ran)")
    try watched.cycle(exits: 3)
    try watched.cycle(exits: 3)
    try watched.deploy(version("sleep 1000"))
    #expect(try app.isRunning)
  }

  @Test("says what is left running where the version of before fails too") func bothFail() throws {
    func version(_ command: String) throws -> Files {
      try stack(
        "web",
        service(
          "app", "worker:1", "network_mode: none", "restart: always",
          "volumes: ['./data:/data']", "command: [sh, -c, '\(command)']"))
    }
    try watched.deploy(version("test ! -e /data/broken && exec sleep 1000"))
    let ran = try watched.deploy(version("touch /data/broken; exit 7"), exits: 3)
    #expect(ran.text.contains("failed like this when put back"), "\(ran)")
    #expect(ran.text.contains("left: web-app-1 ("), "\(ran)")
    #expect(ran.text.contains("1 failed (web), 1 held back (web at "), "\(ran)")
    try must(["rm", "\(watched.world.host.checkout)/stacks/web/data/broken"])
    // the Engine starts it again by itself, ever later
    #expect(try eventually(within: 60) { try app.isRunning })
    let next = try watched.cycle("--stack", "web", exits: 3)
    #expect(try app.isRunning, "it is tried again: \(next)")
    #expect(next.text.contains("1 held back"), "\(next)")
  }

  @Test("gets its folder back where an image cannot be built") func noBuild() throws {
    let id = try app.id
    let file = composeFile([plainService("app", ["build: ."])])
    let ran = try watched.deploy(
      [
        "stacks/web/compose.yaml": file, "stacks/web/Dockerfile": "FROM scratch\nCOPY no /\n",
        "stacks/web/conf/a.txt": "two\n",
      ], exits: 3)
    #expect(try app.id == id && app.isRunning, "\(ran)")
    #expect(watched.world.host.file("stacks/web/conf/a.txt") == "one\n")
    #expect(watched.world.host.file("stacks/web/Dockerfile") == nil)
  }

  @Test("keeps the plaintexts of then where a secret cannot be decrypted") func noSecret() throws {
    try watched.deploy(
      Self.file("worker:1", "environment: {PIN: '${PIN}'}"),
      secret("stacks/web/web.secret.env", "PIN=1234567\n"))
    let id = try app.id
    let ran = try watched.deploy(
      secret("stacks/web/web.secret.env", "PIN=7654321\n", to: .foreign),
      ["stacks/web/conf/a.txt": "two\n"], exits: 3)
    #expect(watched.lines("stacks/web/.decrypted.web.secret.env") == ["PIN=1234567"], "\(ran)")
    #expect(watched.lines("stacks/web/conf/a.txt") == ["one"])
    #expect(try app.id == id)
  }

  @Test("keeps its folder and containers where the image cannot be had") func noImage() throws {
    let id = try app.id
    let inode = try must([
      "stat", "-c", "%i", "\(watched.world.host.checkout)/stacks/web/conf/a.txt",
    ])
    let nowhere = "127.0.0.1:5000/nowhere@sha256:" + String(repeating: "0", count: 64)
    let file = composeFile([plainService("app", ["image: \(nowhere)"])])
    let ran = try watched.deploy(
      ["stacks/web/compose.yaml": file, "stacks/web/conf/a.txt": "two\n"], exits: 3)
    #expect(try app.id == id)
    #expect(watched.world.host.file("stacks/web/conf/a.txt") == "one\n", "\(ran)")
    let status = try watched.cycle("status").text
    let good = try watched.world.remote.git("rev-parse", "--short=7", "HEAD~1")
    #expect(status.contains("; runs \(good), the version before, since "), "\(status)")
    #expect(
      try must(["stat", "-c", "%i", "\(watched.world.host.checkout)/stacks/web/conf/a.txt"])
        == inode)
    _ = try watched.engine.lines("stop", "web-app-1")
    let next = try watched.cycle(exits: 3)
    #expect(next.text.contains("nowhere"), "it is tried again: \(next)")
    #expect(try app.isRunning, "and what runs is mended: \(next)")
    _ = try watched.engine.lines("stop", "web-app-1")
    let third = try watched.cycle(exits: 3)
    #expect(try app.isRunning, "also while the new version waits: \(third)")
  }
}

@Suite("a stack that is watched", .laboratory) struct VerificationTests {
  @Test("may be slow to become healthy") func slow() throws {
    let watched = try Watched(
      settings: "verify: {window: 2s, stable: 1s}", list("web"),
      stack("web", service("app", "slow:1", "network_mode: none", "environment: {DELAY: '5'}")))
    #expect(try watched.world.container("web").health == "healthy")
  }

  @Test("fails as soon as it is unhealthy, with what its check says") func sick() throws {
    let world = try World(
      settings: watching, list("web"),
      stack("web", service("app", "sick:1", "network_mode: none")))
    let output = try world.cycle(exits: 3)
    #expect(output.text.contains("container web-app-1 is unhealthy"), "\(output)")
  }

  @Test("overlaps the others: ten take little longer than one") func overlap() throws {
    let names = (0..<6).map { "s\($0)" }
    let world = try World(
      settings: "verify: {window: 30s, stable: 8s}",
      ["host/media/stacks.yaml": names.map { "- \($0)\n" }.joined()],
      merged(try names.map { try stack($0) }))
    let seconds = try elapsed { _ = try world.cycle() }
    #expect(seconds < 6 * 8, "\(seconds) s")
    let quiet = try elapsed { _ = try world.cycle() }
    #expect(quiet < 4, "unchanged stacks are not waited for: \(quiet) s")
  }

  @Test("is watched for as long as its own file says") func ownWindow() throws {
    let file = composeFile([
      try service("app", "worker:1", "network_mode: none"),
      "x-converge: {verify: {window: 9s, stable: 4s}}\n",
    ])
    let world = try World(list("web"), ["stacks/web/compose.yaml": file])
    let seconds = try elapsed { _ = try world.cycle() }
    #expect(seconds > 4, "\(seconds) s")
  }
}
