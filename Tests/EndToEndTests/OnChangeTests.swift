import TestSupport
import Testing

@Suite("a service that lives in the network of another one", .laboratory)
struct SharedNetworkTests {
  @Test(
    "goes with it where a changed file replaces or restarts that one",
    arguments: [
      "recreate", "restart",
    ])
  func shared(_ reaction: String) throws {
    let watched = try Watched(
      list("web"), ["stacks/web/file": "one\n"],
      stack(
        "web",
        service(
          "vpn", "worker:1", "volumes: ['./file:/file:ro']",
          lines: ["x-converge: {on-change: \(reaction)}"]),
        service("app", "worker:1", "network_mode: 'service:vpn'"), service("other")))
    let other = try watched.ids()["web-other-1"]
    let ran = try watched.deploy(["stacks/web/file": "two\n"])
    let links = ["sh", "-c", "ls /sys/class/net"]
    #expect(try watched.print("web", "app", links).contains("eth0"), "\(ran)")
    #expect(
      try watched.print("web", "app", links) == watched.print("web", "vpn", links), "\(ran)")
    #expect(try watched.ids()["web-other-1"] == other)
    try watched.isQuiet()
  }
}

@Suite("x-converge", .laboratory) struct OnChangeTests {
  private static let alone = "network_mode: none"

  /// A service that writes down each HUP it gets, and mounts a folder or a file by itself.
  private func listener(_ name: String, _ mount: String, _ reaction: String) throws -> String {
    let script =
      "trap 'echo hup >>/tmp/hups' HUP; trap 'exit 0' TERM; while :; do sleep 0.1; done"
    return try service(
      name, "worker:1", OnChangeTests.alone, "volumes: ['./\(mount):/\(mount):ro']",
      "x-converge: {on-change: \(reaction)}", "command: [sh, -c, \"\(script)\"]")
  }

  private func files(_ word: String) -> Files {
    ["stacks/web/conf/a": "\(word)\n", "stacks/web/file": "\(word)\n"]
  }

  @Test("on-change says how a changed file reaches the service")
  func reactions() throws {
    let watched = try Watched(
      list("web"), files("one"),
      stack(
        "web", listener("restart", "conf", "restart"), listener("signal", "conf", "signal SIGHUP"),
        listener("single", "file", "signal SIGHUP"), listener("ignore", "file", "ignore"),
        listener("recreate", "conf", "recreate")))
    func containers() throws -> [String: Container] {
      Dictionary(uniqueKeysWithValues: try watched.engine.containers().map { ($0.service, $0) })
    }
    let before = try containers()
    let ran = try watched.deploy(files("two"))
    let after = try containers()

    #expect(after["recreate"]?.id != before["recreate"]?.id)
    for service in ["restart", "single"] {
      #expect(after[service]?.id == before[service]?.id, "\(service)")
      #expect(after[service]?.startedAt != before[service]?.startedAt, "\(service)")
    }
    for service in ["signal", "ignore"] { #expect(after[service] == before[service], "\(service)") }

    for (service, path) in [("restart", "/conf/a"), ("signal", "/conf/a"), ("single", "/file")] {
      #expect(try watched.print("web", service, ["cat", path]) == "two", "\(service): \(ran)")
    }
    #expect(
      try eventually(within: 5) {
        try watched.print("web", "signal", ["cat", "/tmp/hups"]) == "hup"
      })
    #expect(ran.output.stdout.contains("sent SIGHUP to web-signal-1 (stacks/web/conf/a"), "\(ran)")
    #expect(ran.output.stdout.contains("restarted web-restart-1"), "\(ran)")
    try watched.isQuiet()
  }

  @Test(
    "with a word that it does not know fails its stack alone, and says which",
    arguments: ["on-chnage: restart", "on-change: reload", "one-shot: perhaps"])
  func unknown(_ words: String) throws {
    let watched = try Watched(list("web", "db"), stack("web"), stack("db"))
    let before = try watched.ids()
    let ran = try watched.deploy(
      stack("web", service("app", "worker:2", "x-converge: {\(words)}")),
      stack("db", service("app", "worker:2", "network_mode: none")), exits: 3)
    let word = words.split(separator: ":")[0]
    #expect(ran.output.stderr.contains("web: ") && ran.output.stderr.contains(word), "\(ran)")
    #expect(ran.output.stderr.contains("app"), "\(ran)")
    #expect(try watched.ids()["web-app-1"] == before["web-app-1"])
    try watched.world.runs("worker:2", in: "db")
  }
}
