import TestSupport
import Testing

@Suite("a paused container", .laboratory) struct PausedTests {
  @Test("is reported and left alone, through changes too, and gets them once it runs again")
  func paused() throws {
    let watched = try Watched(list("web"), stack("web", service("app"), service("other")))
    let before = try watched.ids()
    _ = try watched.engine.lines("pause", "web-app-1")

    let first = try watched.cycle()
    #expect(first.text.contains("web-app-1 is paused"), "\(first)")
    #expect(first.calls.isEmpty, "\(first)")
    #expect(try watched.isQuiet().text.contains("web-app-1 is paused"))

    try watched.deploy(stack("web", service("app", "worker:2"), service("other", "worker:2")))
    #expect(try watched.world.container("web").state == "paused")
    #expect(try watched.ids()["web-app-1"] == before["web-app-1"])
    #expect(try watched.world.container("web", "other").image == Lab.image("worker:2"))
    #expect(try watched.cycle().calls.isEmpty)

    _ = try watched.engine.lines("unpause", "web-app-1")
    let last = try watched.cycle()
    let cause = "image \(try shown("worker:1")) to \(try shown("worker:2"))"
    #expect(last.text.contains(cause), "\(last)")
    try watched.world.runs("worker:2")
    #expect(try watched.world.container("web").isRunning)
    try watched.isQuiet()
  }
}

extension PausedTests {
  @Test("that nothing has changed for is in nobody's way")
  func unchanged() throws {
    let watched = try Watched(list("web"), stack("web", service("app"), service("other")))
    let before = try watched.ids()
    _ = try watched.engine.lines("pause", "web-app-1")
    try watched.deploy(stack("web", service("app"), service("other", "worker:2")))
    #expect(try watched.world.container("web").state == "paused")
    #expect(try watched.world.container("web", "other").image == Lab.image("worker:2"))
    try watched.cycle("--full")
    #expect(try watched.ids()["web-app-1"] == before["web-app-1"])
    _ = try watched.engine.lines("unpause", "web-app-1")
    try watched.cycle()
    #expect(try watched.ids()["web-app-1"] == before["web-app-1"])
    try watched.isQuiet()
  }
}

@Suite("a service with a profile", .laboratory) struct ProfileTests {
  @Test("starts when its profile becomes active, and goes when it is not any more")
  func profile() throws {
    func profiles(_ names: String) -> Files { ["stacks/web/.env": "COMPOSE_PROFILES=\(names)\n"] }
    let alone = "network_mode: none"
    let watched = try Watched(
      list("web"), profiles("other"),
      stack(
        "web", service("app", "worker:1", alone),
        service("debug", "worker:1", alone, "profiles: [debug]")))
    let app = try watched.world.container("web")
    #expect(try watched.engine.containers() == [app])

    try watched.deploy(profiles("other,debug"))
    #expect(try watched.world.container("web", "debug").isRunning)
    try watched.isQuiet()

    let ran = try watched.deploy(profiles("other"))
    #expect(ran.output.stdout.contains("no service debug is active"), "\(ran)")
    #expect(try watched.engine.containers() == [app])
    try watched.isQuiet()

    let file = "\(watched.world.host.checkout)/stacks/web/compose.yaml"
    _ = try watched.engine.lines(
      "compose", "-p", "web", "-f", file, "--profile", "debug", "up", "-d", "--no-recreate", "debug"
    )
    try watched.cycle()
    #expect(try watched.engine.containers() == [app])
  }
}
