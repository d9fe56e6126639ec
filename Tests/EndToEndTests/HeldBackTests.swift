import Glibc
import TestSupport
import Testing

@Suite("what is held back", .laboratory) struct HeldBackTests {
  private static func version(_ number: Int, _ command: String, _ more: String...) throws -> Files {
    try stack(
      "web",
      service(
        "app", "worker:1",
        lines: [
          "network_mode: none", "restart: always", "stop_grace_period: 0s",
          "environment: {V: '\(number)'}", "command: [sh, -c, '\(command)']",
        ] + more))
  }

  private static func good() throws -> Files { try version(1, "sleep infinity") }
  private static func bad() throws -> Files { try version(2, "exit 3") }

  @Test("is also a file that a restarted service cannot read") func restarted() throws {
    func file(_ text: String) throws -> Files {
      try merged([
        Self.version(
          1, "grep -q good /conf/a && exec sleep infinity; exit 7", "volumes: ['./conf:/conf']",
          "x-converge: {on-change: restart}"), ["stacks/web/conf/a": text],
      ])
    }
    let watched = try Watched(settings: watching, list("web"), file("good\n"))
    let ran = try watched.deploy(file("bad\n"), exits: 3)
    #expect(watched.lines("stacks/web/conf/a") == ["good"], "\(ran)")
    #expect(try watched.world.container("web").isRunning, "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
  }

  @Test("leaves the image under a tag that moved, also where drift is mended later") func moved()
    throws
  {
    func version(_ number: Int) throws -> Files {
      try stack(
        "web",
        plainService(
          "app",
          [
            "image: moving:1", "pull_policy: never", "network_mode: none", "restart: always",
            "environment: {V: '\(number)'}",
          ]))
    }
    let world = try World(settings: watching, list("web"), version(1))
    func tag(_ image: String) throws {
      _ = try world.engine.docker(["pull", "-q", Lab.image(image)])
      _ = try world.engine.docker(["tag", Lab.image(image), "moving:1"])
    }
    try tag("worker:1")
    let watched = try Watched(world)
    try watched.cycle()
    let image = try watched.engine.lines("inspect", "-f", "{{.Image}}", "web-app-1")
    try tag("crash:1")
    let ran = try watched.deploy(version(2), exits: 3)
    #expect(try watched.engine.lines("inspect", "-f", "{{.Image}}", "web-app-1") == image, "\(ran)")
    try tag("crash:1")
    _ = try watched.engine.lines("rm", "-f", "web-app-1")
    let next = try watched.cycle(exits: 3)
    #expect(
      try watched.engine.lines("inspect", "-f", "{{.Image}}", "web-app-1") == image, "\(next)")
    #expect(try world.container("web").isRunning, "\(next)")
  }

  @Test("is not tried by a run for another stack, which does not use up the request") func limited()
    throws
  {
    let watched = try Watched(
      settings: watching, list("web", "other"), Self.good(), stack("other"))
    try watched.deploy(Self.bad(), exits: 3)
    try write(
      #"{"version": 1, "holds": {}, "retries": {"web": 1790000000}}"#,
      to: "\(watched.world.host.state)/requests.json", mode: 0o600)
    let other = try watched.cycle("--stack", "other", exits: 3)
    #expect(other.text.contains("1 stack, 1 held back (web at "), "\(other)")
    #expect(
      watched.world.host.file("stacks/web/compose.yaml")?.contains("infinity") == true, "\(other)")
    let next = try watched.cycle(exits: 3)
    #expect(next.calls.contains { $0.project == "web" }, "\(next)")
  }

  @Test("stays so where the repository is damaged and fetched anew") func damaged() throws {
    let watched = try Watched(settings: watching, list("web"), Self.good())
    try watched.deploy(Self.bad(), exits: 3)
    let id = try watched.world.container("web").id
    try must(["sh", "-c", "find \(watched.world.host.checkout)/.git/objects -type f -delete"])
    let ran = try watched.cycle(exits: 3)
    #expect(try watched.world.container("web").id == id, "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
    #expect(
      watched.world.host.file("stacks/web/compose.yaml")?.contains("infinity") == true, "\(ran)")
  }

  @Test("stays so where history is rewritten without the version that runs") func rewritten()
    throws
  {
    let watched = try Watched(settings: watching, list("web"), Self.good())
    try watched.deploy(Self.bad(), exits: 3)
    let id = try watched.world.container("web").id
    try watched.world.remote.git("checkout", "-q", "--orphan", "new")
    try watched.world.commit(["x": "1"])
    let ran = try watched.cycle(exits: 3)
    #expect(try watched.world.container("web").id == id, "\(ran)")
    #expect(ran.text.contains("1 held back (web at "), "\(ran)")
    _ = try watched.engine.lines("rm", "-f", "web-app-1")
    try watched.cycle(exits: 3)
    #expect(try watched.world.container("web").isRunning)
  }

  @Test("is put on hold while it is watched: it stays as it is then") func held() throws {
    let watched = try Watched(settings: watching, list("web"), Self.good())
    var files = try Self.version(2, "sleep 4; exit 3")
    for (path, text) in files {
      files[path] = (text ?? "") + "x-converge: {verify: {stable: 10s}}\n"
    }
    try watched.world.commit(files)
    let cycle = try watched.world.host.start()
    #expect(eventually { cycle.said.contains("recreated web-app-1") })
    _ = try watched.world.host.converge("hold", "web")
    let output = try cycle.wait()
    #expect(try watched.world.container("web").variable("V") == "2", "\(output)")
    #expect(output.text.contains("on hold"), "\(output)")
    let next = try watched.cycle()
    #expect(next.calls.isEmpty && next.text.contains("1 on hold (web"), "\(next)")
  }

  @Test("is kept where its folder vanishes, and forgotten where nothing declares it")
  func vanished() throws {
    let watched = try Watched(settings: watching, list("web"), Self.good())
    try watched.deploy(Self.bad(), exits: 3)
    let id = try watched.world.container("web").id
    let ran = try watched.deploy(removed("stacks/web"), ["x": "1"], exits: 3)
    #expect(try watched.world.container("web").id == id, "\(ran)")
    #expect(
      watched.world.host.file("stacks/web/compose.yaml")?.contains("infinity") == true, "\(ran)")
    try watched.deploy(Self.bad(), exits: 3)
    #expect(try watched.world.container("web").id == id)
    try watched.deploy(list())
    #expect(try watched.engine.containers(project: "web").isEmpty)
    let references = try must([
      "git", "-C", watched.world.host.checkout, "for-each-ref", "refs/converge/verified",
    ])
    #expect(references.isEmpty)
  }

  @Test("concerns each stack by itself, where several fail at once") func several() throws {
    func version(_ command: String) throws -> Files {
      func file(_ more: String, _ networks: String) throws -> String {
        composeFile([
          try service(
            "app", "worker:1", "restart: always", "stop_grace_period: 0s", "networks: [shared]",
            "command: [sh, -c, '\(command)']"), "networks: {shared: {name: shared\(networks)}}\n",
        ])
      }
      return [
        "stacks/a/compose.yaml": try file("a", ", external: true"),
        "stacks/b/compose.yaml": try file("b", ""),
      ]
    }
    let watched = try Watched(settings: watching, list("a", "b"), version("sleep infinity"))
    let ran = try watched.deploy(version("exit 3"), exits: 3)
    #expect(ran.text.contains("2 held back (a at "), "\(ran)")
    #expect(try watched.world.container("a").isRunning, "\(ran)")
    #expect(try watched.world.container("b").isRunning, "\(ran)")
    let next = try watched.cycle(exits: 3)
    #expect(next.calls.isEmpty, "\(next)")
  }

  @Test("is not changed by a plan, nor is what fails") func planWritesNothing() throws {
    let watched = try Watched(
      settings: watching, list("web", "new"), Self.good(), stack("new"))
    let nowhere = "127.0.0.1:5000/nowhere@sha256:" + String(repeating: "0", count: 64)
    try watched.deploy(
      Self.bad(), stack("new", plainService("app", ["image: \(nowhere)"])), exits: 3)
    _ = try watched.engine.lines("stop", "-t", "0", "web-app-1")
    func marks() throws -> String {
      let host = watched.world.host
      return try must([
        "find", host.checkout, host.state, "-not", "-path", "*/.git/*", "-not", "-name", ".git",
        "-printf", "%p %i %s %T@\n",
      ])
    }
    let before = try marks()
    for arguments in [["plan"], ["--dry-run"], ["plan", "--json"]] {
      let output = try watched.world.host.start(arguments).wait()
      #expect(output.status == 3, "\(output)")
    }
    #expect(try marks() == before)
    #expect(try !watched.world.container("web").isRunning)
  }

  @Test("is planned without its one-shots, as cycles bring it back") func planned() throws {
    func version(_ image: String) throws -> Files {
      try stack(
        "web", service("job", "oneshot:1", "network_mode: none", "restart: 'no'"),
        service("app", image, "network_mode: none", "restart: always"))
    }
    let watched = try Watched(settings: watching, list("web"), version("worker:1"))
    try watched.deploy(version("crash:1"), exits: 3)
    _ = try watched.engine.lines("rm", "-f", "web-job-1")
    let plan = try watched.cycle("plan", "--json", exits: 3)
    #expect(!plan.text.contains(#""run""#), "\(plan)")
  }
}

@Suite("a host that comes from an older converge", .laboratory) struct OlderHostTests {
  @Test("has its stacks verified as they run, without touching them") func upgrade() throws {
    let watched = try Watched(
      settings: watching, list("web"),
      stack(
        "web", service("job", "oneshot:1", "network_mode: none", "restart: 'no'"),
        service("app", "worker:1", "network_mode: none", "restart: always")))
    let ids = try watched.ids()
    let started = try watched.engine.lines("inspect", "-f", "{{.State.StartedAt}}", "web-job-1")
    try must(["rm", "\(watched.world.host.state)/stacks.json"])
    let ran = try watched.cycle()
    #expect(try watched.ids() == ids, "\(ran)")
    #expect(
      try watched.engine.lines("inspect", "-f", "{{.State.StartedAt}}", "web-job-1") == started)
    #expect(try must(["cat", "\(watched.world.host.state)/stacks.json"]).contains("verified"))
    try watched.cycle()
    try watched.isQuiet()
  }
}
