import TestSupport
import Testing

@Suite("what stands in the place of a stack", .laboratory) struct StandingTests {
  private static let nothing = ["stacks/web/compose.yaml": "services: [\n" as String?]

  /// A version that runs, or one that fails while it is started, or while it is watched.
  private enum Failing { case not, starting, watched }

  /// A stack with data, whose version may not go back where it fails.
  private static func version(_ number: Int, fails: Failing, rule: String = "") throws -> Files {
    let common = ["network_mode: none", "stop_grace_period: 0s", "environment: {V: '\(number)'}"]
    let app = try service(
      "app",
      lines: common + (fails == .watched ? ["command: [sh, -c, 'exit 3']"] : []))
    let gate = try service(
      "gate",
      lines: common + [
        "command: [sh, -c, 'exit \(fails == .starting ? 1 : 0)']", "restart: 'no'",
      ])
    let late = try service(
      "late", lines: common + ["depends_on: {gate: {condition: service_completed_successfully}}"])
    return try stack("web", app, gate, late, rule)
  }

  private func variable(_ watched: Watched) throws -> String? {
    try watched.world.container("web").variable("V")
  }

  private static let off = "x-converge: {rollback: 'off'}\n"

  @Test(
    "that failed and may not go back stays, also where the next commit cannot be used",
    arguments: [true, false])
  func stays(isStarting: Bool) throws {
    let watched = try Watched(settings: watching, list("web"), Self.version(1, fails: .not))
    let failed = try watched.deploy(
      Self.version(2, fails: isStarting ? .starting : .watched, rule: Self.off), exits: 3)
    #expect(try variable(watched) == "2", "\(failed)")
    for number in 1...4 {
      let next = try watched.deploy(Self.nothing, ["x": "\(number)"], exits: 3)
      #expect(try variable(watched) == "2", "over data that a newer version wrote: \(next)")
      if number > 2 { #expect(!next.calls.contains { $0.contains("up") }, "too often: \(next)") }
    }
  }

  @Test("that may not go back stays also where an older one was held back before") func older()
    throws
  {
    let watched = try Watched(settings: watching, list("web"), Self.version(1, fails: .not))
    try watched.deploy(Self.version(2, fails: .watched), exits: 3)
    #expect(try variable(watched) == "1")
    let failed = try watched.deploy(
      Self.version(3, fails: .watched, rule: Self.off), exits: 3)
    #expect(try variable(watched) == "3", "\(failed)")
    let next = try watched.deploy(Self.nothing, exits: 3)
    #expect(try variable(watched) == "3", "\(next)")
  }

  @Test("that may not go back is what comes before the next one, which does not go back past it")
  func cutOff() throws {
    let watched = try Watched(settings: watching, list("web"), Self.version(1, fails: .not))
    try watched.deploy(Self.version(2, fails: .watched, rule: Self.off), exits: 3)
    let failed = try watched.deploy(Self.version(3, fails: .watched), exits: 3)
    #expect(try variable(watched) == "3", "\(failed)")
    #expect(failed.text.contains("stood before it, and x-converge says rollback: off"), "\(failed)")
  }

  @Test("is not judged by a container that nobody touched and that became unhealthy by itself")
  func untouched() throws {
    func version(_ word: String) throws -> Files {
      let data = "volumes: ['./data:/data']"
      let check = "healthcheck: {test: 'test ! -e /data/ill', interval: 0.2s, retries: 1}"
      return try stack(
        "web", service("app", "worker:1", "network_mode: none", "environment: {V: \(word)}"),
        service("other", "worker:1", "network_mode: none", data, check))
    }
    let watched = try Watched(settings: watching, list("web"), version("1"))
    try write("", to: "\(watched.world.host.checkout)/stacks/web/data/ill")
    #expect(try eventually { try watched.world.container("web", "other").health == "unhealthy" })
    let ran = try watched.deploy(version("2"))
    #expect(try variable(watched) == "2", "\(ran)")
    try watched.cycle("--full")
  }

  @Test("goes on being mended where the next one cannot be used, also where its image is gone")
  func withoutImage() throws {
    let watched = try Watched(settings: watching, list("web"), Self.version(1, fails: .not))
    try watched.deploy(Self.nothing, exits: 3)
    for name in ["app", "late", "gate"] {
      _ = try watched.engine.lines("rm", "-f", "web-\(name)-1")
    }
    _ = try watched.engine.docker("image", "rm", "-f", Lab.image("worker:1"))
    let ran = try watched.cycle(exits: 3)
    #expect(try watched.world.container("web").isRunning, "\(ran)")
  }

  /// Its hook fails as long as a file is there, and its service as long as another is not.
  @Test("that somebody wants tried again, and that cannot be, is tried again by itself")
  func retriedInVain() throws {
    let watched = try Watched(settings: watching, list("web"), Self.version(1, fails: .not))
    let data = "\(watched.world.host.checkout)/stacks/web/data"
    let place = try Folder("hooks")
    try write(
      "#!/bin/sh\ntest ! -e \(place["busy"])\n",
      to: "\(watched.world.remote.clone)/stacks/web/hooks/pre-deploy", mode: 0o755)
    let app = try service(
      "app", "worker:1", "network_mode: none", "volumes: ['./data:/data']", "environment: {V: '2'}",
      "command: [sh, -c, 'test -e /data/ready && sleep 1000']")
    try watched.deploy(stack("web", app), exits: 3)
    try write("", to: place["busy"])
    let retried = try watched.cycle("retry", "web", exits: 3)
    #expect(retried.text.contains("hook pre-deploy of web failed"), "\(retried)")
    #expect(try variable(watched) == "1", "\(retried)")
    try must(["rm", place["busy"]])
    try must(["mkdir", "-p", data])
    try write("", to: "\(data)/ready")
    let ran = try watched.cycle()
    #expect(try variable(watched) == "2", "\(ran)")
    try watched.isQuiet()
  }

  @Test("is not touched where a new version cannot be built, nor are its files mounted anew")
  func unbuilt() throws {
    func version(_ word: String) throws -> Files {
      let app = try service(
        "app", "worker:1", "network_mode: none",
        "volumes: ['./a.conf:/a.conf:ro', './.decrypted.app.secret.env:/app.env:ro']")
      return try merged([
        stack("web", app, word == "one" ? "" : plainService("built", ["build: ./built"])),
        ["stacks/web/a.conf": "\(word)\n", "stacks/web/built/Dockerfile": "FROM nowhere:1\n"],
        secret("stacks/web/app.secret.env", "TOKEN=\(word)\n"),
      ])
    }
    let watched = try Watched(settings: watching, list("web"), version("one"))
    let id = try watched.world.container("web").id
    try watched.deploy(version("two"), exits: 3)
    for _ in 1...3 {
      let ran = try watched.cycle(exits: 3)
      #expect(try watched.world.container("web").id == id, "\(ran)")
    }
    #expect(watched.lines("stacks/web/a.conf") == ["one"])
    let ran = try watched.deploy(version("one"))
    #expect(try watched.world.container("web").id == id, "\(ran)")
  }

  @Test("goes back alone: secrets that another one mounts are written once") func others() throws {
    func secrets(_ word: String) throws -> Files {
      try secret("stacks/other/app.secret.env", "TOKEN=\(word)\n")
    }
    let other = try service(
      "app", "worker:1", "network_mode: none", "stop_grace_period: 0s",
      "volumes: ['./.decrypted.app.secret.env:/app.env:ro']")
    let watched = try Watched(
      settings: watching, list("other", "web"), stack("other", other), secrets("one"),
      Self.version(1, fails: .not))
    let ran = try watched.deploy(secrets("two"), Self.version(2, fails: .watched), exits: 3)
    #expect(try variable(watched) == "1", "\(ran)")
    #expect(try watched.print("other", "app", ["cat", "/app.env"]) == "TOKEN=two")
    let next = try watched.cycle(exits: 3)
    #expect(next.calls.isEmpty, "\(next)")
  }
}
