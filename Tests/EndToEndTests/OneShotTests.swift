import TestSupport
import Testing

@Suite("a one-shot", .laboratory) struct OneShotTests {
  /// Four services that run to their end, each writing down that it ran; and one that stays.
  private struct Jobs {
    var lines: [String: [String]] = [:]
    var image = "worker:1"

    func files() throws -> Files {
      func job(_ name: String, _ more: String...) throws -> String {
        try service(
          name, name == "keyed" ? image : "worker:1",
          "command: [sh, -c, 'echo \(name) >>/data/runs']", "volumes: ['./data:/data']",
          lines: ["network_mode: none"] + more + (lines[name] ?? []))
      }
      return try stack(
        "web", job("awaited", "configs: [sql]"), job("said", "restart: 'no'"),
        job("keyed", "x-converge: {one-shot: true}"),
        service(
          "app", "worker:1", "network_mode: none",
          "depends_on: {awaited: {condition: service_completed_successfully}}"),
        service(
          "stays", "worker:1", "network_mode: none", "restart: 'no'",
          "x-converge: {one-shot: false}"), "configs: {sql: {file: ./sql}}\n")
    }
  }

  private func runs(_ watched: Watched) -> [String: Int] {
    watched.lines("stacks/web/data/runs").reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test("runs once, and again only when what it is made of changed")
  func runsOnce() throws {
    var jobs = Jobs()
    let watched = try Watched(list("web"), ["stacks/web/sql": "one\n"], jobs.files())
    var expected = ["awaited": 1, "said": 1, "keyed": 1]
    func allHaveEnded() throws -> Bool {
      try eventually {
        try watched.engine.containers(project: "web").filter { $0.state == "exited" }.count == 3
      }
    }
    #expect(try allHaveEnded())
    #expect(runs(watched) == expected)
    try watched.cycle()
    try watched.isQuiet()

    try watched.cycle("--full")
    #expect(runs(watched) == expected, "full pass")
    for service in ["app", "stays"] {
      _ = try watched.engine.lines("stop", "web-\(service)-1")
      try watched.cycle()
      #expect(try watched.world.container("web", service).isRunning)
      #expect(runs(watched) == expected, "repair of \(service)")
    }

    /// Commits a change after which one of them, and no other, has run once more.
    func runsAgain(_ name: String, _ files: Files, _ cause: String) throws {
      let ran = try watched.deploy(files)
      expected[name]! += 1
      #expect(eventually(within: 5) { runs(watched) == expected }, "\(cause): \(ran)")
      #expect(ran.output.stdout.contains(cause), "\(ran)")
    }
    try runsAgain("awaited", ["stacks/web/sql": "two\n"], "stacks/web/sql")
    jobs.lines["said"] = ["environment: {A: b}"]
    try runsAgain("said", jobs.files(), "environment changed: A")
    jobs.image = "worker:2"
    try runsAgain("keyed", jobs.files(), "image \(shown("worker:1"))")
    #expect(try allHaveEnded())
    try watched.cycle()
    try watched.isQuiet()
  }

  @Test("runs again, before what waits for it, where the same name is another image")
  func movedTag() throws {
    let tag = "converge.test/moved:1"
    let world = try World(list("web"))
    func point(to image: String) throws {
      _ = try world.engine.lines("pull", "-q", Lab.image(image))
      _ = try world.engine.lines("tag", Lab.image(image), tag)
    }
    try point(to: "worker:1")
    let lines = ["image: \(tag)", "pull_policy: never", "network_mode: none"]
    let job = plainService(
      "job",
      lines + ["command: [sh, -c, 'echo job >>/data/runs']", "volumes: ['./data:/data']"])
    let app = plainService(
      "app", lines + ["depends_on: {job: {condition: service_completed_successfully}}"])
    let watched = try Watched(world)
    try watched.deploy(stack("web", job, app))
    #expect(runs(watched) == ["job": 1])

    try point(to: "worker:2")
    let ran = try watched.cycle("--full")
    #expect(runs(watched) == ["job": 2], "\(ran)")
    let container = try world.container("web")
    #expect(container.isRunning && container.variable("VERSION") == "2", "\(ran)")
    #expect(ran.output.stdout.contains("web-app-1 (image \(tag): sha256:"), "\(ran)")
    try watched.isQuiet()
  }

  /// `app` waits for `migrate`, which waits for `db`.
  private func chain(app: String = "a", migrate: String = "a") throws -> Files {
    try stack(
      "web", service("db", "worker:1", "network_mode: none"),
      service(
        "migrate", "worker:1", "network_mode: none", "restart: 'no'",
        "command: [sh, -c, 'echo migrate >>/data/runs']", "volumes: ['./data:/data']",
        "environment: {A: \(migrate)}", "depends_on: [db]"),
      service(
        "app", "worker:1", "network_mode: none", "volumes: ['./app.ini:/app.ini']",
        "environment: {A: \(app)}", "depends_on:",
        "  db: {condition: service_started}",
        "  migrate: {condition: service_completed_successfully}"))
  }

  @Test("that others wait for stays done, and they stay as they are, whatever is mended or changed")
  func chained() throws {
    let watched = try Watched(list("web"), ["stacks/web/app.ini": "one\n"], chain())
    var ids = try watched.ids()
    /// Runs a step after which only the containers named are other ones.
    func expect(_ remade: Set<String>, _ runs: Int, _ step: () throws -> Watched.Ran) throws {
      let ran = try step()
      let now = try watched.ids()
      let other = Set(now.filter { ids[$0.key] != $0.value }.keys)
      #expect(other == remade, "\(ran)")
      #expect(watched.lines("stacks/web/data/runs").count == runs, "\(ran)")
      #expect(try watched.world.container("web", "app").isRunning)
      ids = now
      try watched.isQuiet("\(ran)")
    }
    try expect([], 1) { try watched.cycle("--full") }
    try expect(["web-app-1"], 1) { try watched.deploy(["stacks/web/app.ini": "two\n"]) }
    try expect([], 1) { try watched.cycle("--full") }
    try expect([], 1) {
      _ = try watched.engine.lines("stop", "web-db-1")
      return try watched.cycle()
    }
    try expect(["web-app-1"], 1) { try watched.deploy(chain(app: "b")) }
    // Compose itself makes a service anew when one that it depends on was
    try expect(["web-migrate-1", "web-app-1"], 2) {
      try watched.deploy(chain(app: "b", migrate: "b"))
    }
    try expect([], 2) { try watched.cycle("--full") }
  }

  @Test("runs no second time where the cycle was killed after it")
  func killed() throws {
    func files(_ word: String) throws -> Files {
      let data = "volumes: ['./data:/data']"
      return try stack(
        "web",
        service(
          "gate", "worker:1", "network_mode: none", data,
          lines: [
            "environment: {WORD: \(word)}",
            "healthcheck: {test: 'test -e /data/\(word)', interval: 0.2s, retries: 1000}",
          ]),
        service(
          "job", "worker:1", "network_mode: none", data,
          lines: ["command: [sh, -c, 'echo \(word) >>/data/runs']"]),
        service(
          "app", "worker:1", "network_mode: none", "environment: {WORD: \(word)}",
          "depends_on:", "  gate: {condition: service_healthy}",
          "  job: {condition: service_completed_successfully}"))
    }
    let watched = try Watched(list("web"), ["stacks/web/data/one": "\n"], files("one"))
    #expect(runs(watched) == ["one": 1])
    try watched.world.commit(files("two"))
    let child = try watched.world.host.start()
    let hasRun = try eventually {
      try runs(watched)["two"] == 1 && watched.world.container("web", "job").state == "exited"
    }
    #expect(hasRun)
    child.signal(9)
    _ = try child.wait()

    try write("\n", to: "\(watched.world.host.checkout)/stacks/web/data/two")
    let ran = try watched.cycle()
    #expect(runs(watched) == ["one": 1, "two": 1], "\(ran)")
    #expect(try watched.world.container("web").variable("WORD") == "two", "\(ran)")
    try watched.isQuiet()
  }

  @Test("runs once where another one fails, however often that is tried again")
  func beside() throws {
    func files(_ word: String, fails: Bool) throws -> Files {
      func job(_ name: String, _ more: String = "") throws -> String {
        try service(
          name, "worker:1", "network_mode: none", "restart: 'no'", "volumes: ['./data:/data']",
          "environment: {WORD: \(word)}",
          lines: ["command: [sh, -c, 'echo \(name)-\(word) >>/data/runs\(more)']"])
      }
      return try stack(
        "web", job("first"), job("second", fails ? "; exit 1" : ""),
        service(
          "app", "worker:1", "network_mode: none", "depends_on:",
          "  first: {condition: service_completed_successfully}",
          "  second: {condition: service_completed_successfully}"),
        "x-converge: {rollback: 'off'}\n")
    }
    let watched = try Watched(settings: watching, list("web"), files("one", fails: false))
    try watched.deploy(files("two", fails: true), exits: 3)
    for _ in 1...3 {
      // a try is a second away from the one before, as the Engine counts
      try must(["sleep", "1.1"])
      try watched.cycle("--stack", "web", exits: 3)
    }
    #expect(runs(watched)["first-two"] == 1, "\(runs(watched))")
    #expect(runs(watched)["second-two"] ?? 0 >= 4, "\(runs(watched))")
  }

  @Test("of a version that came back does not run when the change is taken back")
  func reverted() throws {
    func files(_ word: String, fails: Bool) throws -> Files {
      try stack(
        "web",
        service(
          "app", "worker:1", "network_mode: none", "environment: {WORD: \(word)}",
          fails ? "command: [sh, -c, 'exit 3']" : "stop_grace_period: 0s"),
        service(
          "job", "worker:1", "network_mode: none", "restart: 'no'", "volumes: ['./data:/data']",
          lines: ["command: [sh, -c, 'echo \(word) >>/data/runs']"]))
    }
    let watched = try Watched(settings: watching, list("web"), files("one", fails: false))
    try watched.deploy(files("two", fails: true), exits: 3)
    #expect(runs(watched) == ["one": 1, "two": 1])
    let reverted = try watched.deploy(files("one", fails: false))
    #expect(!reverted.text.contains("held back"), "\(reverted)")
    try watched.cycle("--full")
    _ = try watched.engine.lines("rm", "-f", "web-app-1")
    let mended = try watched.cycle()
    #expect(runs(watched) == ["one": 1, "two": 1], "\(mended)")
    #expect(try watched.world.container("web").isRunning, "\(mended)")
  }

  @Test("that fails fails its stack, and runs again in each cycle until it does not")
  func fails() throws {
    func job(_ command: String) throws -> Files {
      try stack(
        "web", service("app", "worker:1", "network_mode: none"),
        service(
          "job", "worker:1", "network_mode: none", "restart: 'no'", "volumes: ['./data:/data']",
          lines: ["command: [sh, -c, 'echo job >>/data/runs; \(command)']"]))
    }
    let watched = try Watched(World(list("web"), job("exit 3")))
    for count in 1...2 {
      // it ends at once, or just after the look that judges the stack
      _ = try watched.world.host.converge()
      #expect(eventually { runs(watched)["job"] == count })
      #expect(try eventually { try watched.world.container("web", "job").exitCode == 3 })
    }
    try watched.deploy(job("exit 0"))
    #expect(eventually { runs(watched)["job"] == 3 })
    #expect(try eventually { try watched.world.container("web", "job").state == "exited" })
    try watched.cycle()
    try watched.isQuiet()
  }
}
