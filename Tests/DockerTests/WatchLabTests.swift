import Docker
import Glibc
import Model
import Posix
import TestSupport
import Testing

/// Containers of the project `web` on a real Engine, which are watched.
private struct WatchedLab {
  let lent: TestSupport.Engine
  let engine: Docker.Engine

  init() throws {
    lent = try TestSupport.Engine.lend()
    engine = Docker.Engine(socket: lent.socket, seconds: 10)
  }

  /// Makes the container `web-NAME-1`.
  ///
  /// - Parameter arguments: options, an image's name and tag, and a command.
  func make(_ name: String, how: String = "run", _ arguments: String...) throws {
    let image = try #require(arguments.firstIndex { $0.contains(":1") && !$0.contains("=") })
    var line = how == "run" ? ["run", "-d", "-q"] : [how, "-q"]
    line += ["--name", "web-\(name)-1"]
    for label in ["project=web", "service=\(name)", "config-hash=hash"] {
      line += ["--label", "com.docker.compose.\(label)"]
    }
    line += Array(arguments[..<image])
    line.append(try Lab.image(arguments[image]))
    line += Array(arguments[(image + 1)...])
    _ = try lent.docker(line)
  }

  /// What they shall be is what they are.
  func expectations(oneShots: Set<String> = []) throws -> [WatchedContainer] {
    try engine.containers().filter { $0.project == "web" }.map {
      WatchedContainer(
        id: $0.id, name: $0.name, project: "web", service: $0.service ?? "",
        isOneShot: oneShots.contains($0.service ?? ""), imageID: $0.imageID,
        configHash: $0.configHash)
    }
  }

  func watch(
    _ containers: [WatchedContainer]? = nil, oneShots: Set<String> = [], stable: Double = 2,
    window: Double = 4
  ) throws -> Watch {
    Watch(
      engine, project: "web", try containers ?? expectations(oneShots: oneShots),
      window: VerificationWindow(window: window, stable: stable), oneShotSeconds: 8)
  }

  func verdict(
    oneShots: Set<String> = [], stable: Double = 2, window: Double = 4
  ) throws -> Watch.Verdict? {
    let watch = try watch(oneShots: oneShots, stable: stable, window: window)
    Crew.run(watch)
    return watch.verdict
  }

  /// Watches while a shell does something to the Engine's containers.
  func verdict(
    while script: String, stable: Double = 8, window: Double = 10
  ) throws -> Watch.Verdict? {
    let watch = try watch(stable: stable, window: window)
    let shell = try Child(
      "/bin/sh", ["-c", script],
      environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "DOCKER_HOST=unix://\(lent.socket)"],
      deadline: 60
    ).start()
    var rest: [any Activity] = [watch, shell]
    Crew(limit: 2).run(
      next: { rest.isEmpty ? .nothing : .start((), rest.removeFirst()) }, ended: {})
    let result = try shell.result()
    #expect(result.succeeded, "\(result)")
    return watch.verdict
  }
}

private func failed(
  _ service: String, _ kind: ContainerFault.Kind, log: [String] = [], output: String? = nil
) -> Watch.Verdict {
  .failed([
    ContainerFault("web-\(service)-1", service: service, kind, healthOutput: output, log: log)
  ])
}

@Suite("Watching containers on a real Engine", .laboratory)
struct WatchLabTests {
  @Test("finds those valid that run, were healthy in time, are paused, or have ended well")
  func valid() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1")
    try lab.make("slow", "-e", "DELAY=5", "slow:1")
    try lab.make("paused", "worker:1")
    try lab.make("once", "oneshot:1", "sh", "-c", "sleep 3")
    _ = try lab.lent.lines("pause", "web-paused-1")
    let start = Instant.now
    #expect(try lab.verdict(oneShots: ["once"]) == .valid)
    #expect(Instant.now.seconds(since: start) >= 5)
  }

  @Test("finds a crash loop, however it is timed")
  func crashLoop() throws {
    let lab = try WatchedLab()
    try lab.make("app", "--restart", "always", "crash:1")
    guard case .failed(let faults) = try lab.verdict() else {
      Issue.record("no failure")
      return
    }
    #expect(faults.count == 1 && faults.first?.log.last == "cannot start")
    guard case .restarted(let times, let code)? = faults.first?.kind else {
      Issue.record("\(faults)")
      return
    }
    #expect(times >= 1 && code == 3)
  }

  @Test("finds that a container crashed before it was looked at, and how")
  func crashedOnce() throws {
    let lab = try WatchedLab()
    let script = "test -e /tmp/x || { touch /tmp/x; echo no; exit 5; }; sleep 60"
    try lab.make("app", "--restart", "always", "worker:1", "sh", "-c", script)
    #expect(
      try eventually {
        let now = try lab.engine.inspect("web-app-1")
        return now.restarts == 1 && now.state == .running
      })
    #expect(try lab.verdict() == failed("app", .restarted(times: 1, code: 5), log: ["no"]))
  }

  @Test("finds what ended, well or not, with what it said to both its outputs")
  func exits() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1", "sh", "-c", "echo one; sleep 1; echo two >&2; exit 6")
    try lab.make("once", "-t", "worker:1", "sh", "-c", "sleep 1; echo sorry; exit 7")
    try lab.make("well", "oneshot:1")
    let verdict = try lab.verdict(oneShots: ["once"])
    guard case .failed(let faults) = verdict else {
      Issue.record("\(String(describing: verdict))")
      return
    }
    let found = Dictionary(uniqueKeysWithValues: faults.map { ($0.service, $0) })
    #expect(found["app"]?.kind == .exited(code: 6))
    #expect(found["app"].map { Set($0.log) } == ["one", "two"])
    #expect(found["once"]?.kind == .exited(code: 7))
    #expect(found["once"]?.log == ["sorry"])
    #expect(found["well"]?.kind == .exited(code: 0))
    #expect(found["well"]?.log == ["done"])
  }

  @Test("finds what becomes unhealthy, with what its health check printed")
  func unhealthy() throws {
    let lab = try WatchedLab()
    try lab.make(
      "app", "--health-cmd", "echo no answer; false", "--health-interval", "1s",
      "--health-timeout", "1s", "--health-retries", "2", "worker:1")
    #expect(
      try lab.verdict() == failed("app", .unhealthy, log: ["worker 1"], output: "no answer"))
  }

  @Test("finds what does not stay healthy")
  func flapping() throws {
    let lab = try WatchedLab()
    try lab.make(
      "app", "--health-cmd", "echo up; test ! -e /tmp/x", "--health-interval", "1s",
      "--health-timeout", "1s", "--health-retries", "1", "worker:1")
    #expect(try eventually { try lab.engine.inspect("web-app-1").health == .healthy })
    let verdict = try lab.verdict(while: "sleep 1; docker exec web-app-1 touch /tmp/x")
    #expect(verdict == failed("app", .unhealthy, log: ["worker 1"], output: "up"))
  }

  @Test("finds what could not be started, with the Engine's reason")
  func notStarted() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1", "/bin/nope")
    guard case .failed(let faults) = try lab.verdict(), let fault = faults.first,
      case .notStarted(let reason) = fault.kind
    else {
      Issue.record("no failure")
      return
    }
    #expect(reason.contains("/bin/nope") && fault.log == [])
  }

  @Test("finds what was never started, when the window is over")
  func neverStarted() throws {
    let lab = try WatchedLab()
    try lab.make("app", how: "create", "worker:1")
    #expect(try lab.verdict() == failed("app", .notStarted("")))
  }

  @Test("finds what was removed, or restarted by hand")
  func byHand() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1")
    #expect(
      try lab.verdict(while: "sleep 1; docker rm -f web-app-1 >/dev/null") == failed("app", .gone))
    try lab.make("app", "worker:1")
    #expect(
      try lab.verdict(while: "sleep 1; docker restart web-app-1 >/dev/null")
        == failed("app", .restarted(times: 1, code: 0), log: ["worker 1", "worker 1"]))
  }

  @Test("finds another image or configuration than was expected")
  func others() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1")
    for (kind, change) in [
      (ContainerFault.Kind.otherImage, \WatchedContainer.imageID),
      (.otherLabels, \WatchedContainer.configHash),
    ] {
      var expected = try lab.expectations()
      expected[0][keyPath: change] = "other"
      let watch = try lab.watch(expected)
      Crew.run(watch)
      #expect(watch.verdict == failed("app", kind, log: ["worker 1"]))
    }
  }
}

@Suite("Watching containers while a real Engine goes away", .laboratory)
struct EngineEndLabTests {
  private func code(_ verdict: Watch.Verdict?) -> EngineError.Code? {
    guard case .broken(let error) = verdict else {
      Issue.record("\(String(describing: verdict))")
      return nil
    }
    return error.code
  }

  private func watch(
    _ lab: WatchedLab, ending body: () throws -> Void
  ) throws -> Watch.Verdict? {
    let watch = try lab.watch(stable: 60, window: 60)
    let end = Instant.now.adding(seconds: 1)
    while Instant.now < end {
      #expect(!watch.proceed())
      Instant.pause(seconds: 0.02)
    }
    try body()
    Crew.run(watch)
    return watch.verdict
  }

  @Test("says nothing about them, whether it is stopped or killed")
  func ends() throws {
    let lab = try WatchedLab()
    for signal in [SIGTERM, SIGKILL] {
      try lab.make("app\(signal)", "worker:1")
      defer { #expect(throws: Never.self) { try lab.lent.begin() } }
      let verdict = try watch(lab) { try lab.lent.end(signal: signal) }
      #expect([.truncated, .unreachable].contains(code(verdict)))
    }
  }

  @Test("says nothing about them while it is being stopped, and they die one after the other")
  func stopping() throws {
    let lab = try WatchedLab()
    // one ends at once, the other keeps the Engine from ending for some seconds
    try lab.make("quick", "worker:1")
    try lab.make("stubborn", "--stop-timeout", "6", "stubborn:1")
    let home = lab.lent.socket.dropLast("/docker.sock".count)
    defer { #expect(throws: Never.self) { try lab.lent.begin() } }
    let verdict = try lab.verdict(
      while: "sleep 1; kill -TERM $(cat \(home)/pid)", stable: 60, window: 60)
    #expect([.truncated, .unreachable].contains(code(verdict)))
    try lab.lent.end()
  }

  @Test("says nothing about them when it hangs")
  func hangs() throws {
    let lab = try WatchedLab()
    try lab.make("app", "worker:1")
    let verdict = try watch(lab) { try lab.lent.freeze() }
    try lab.lent.thaw()
    #expect(code(verdict) == .timeout)
  }
}

@Suite("Single things on a real Engine", .laboratory)
struct DetailLabTests {
  @Test("the last lines that a container printed, with or without a terminal")
  func log() throws {
    let lab = try WatchedLab()
    let script = "i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo line $i; done"
    try lab.make("app", "worker:1", "sh", "-c", script)
    try lab.make("tty", "-t", "worker:1", "sh", "-c", script)
    try lab.make("none", "--log-driver", "none", "worker:1", "sh", "-c", script)
    for name in ["app", "tty", "none"] {
      #expect(try eventually { try lab.engine.inspect("web-\(name)-1").state == .exited })
    }
    let last = (31...50).map { "line \($0)" }
    #expect(try lab.engine.log(of: "web-app-1") == last)
    #expect(try lab.engine.log(of: "web-tty-1") == last)
    #expect(try lab.engine.log(of: "web-app-1", lines: 1) == ["line 50"])
    #expect(try lab.engine.log(of: "web-none-1") == [])
    #expect { try lab.engine.log(of: "nobody") } throws: {
      ($0 as? EngineError)?.isMissing == true
    }
  }

  @Test("an image: what it says, and its removal, but for one that is needed")
  func image() throws {
    let lab = try WatchedLab()
    let pinned = try Lab.image("web:2")
    _ = try lab.lent.lines("pull", "-q", pinned)
    let image = try #require(try lab.engine.image(pinned))
    #expect(image.id.hasPrefix("sha256:") && image.environment.contains("VERSION=2"))
    #expect(image.digests == [pinned.replacing(":2@", with: "@")])
    #expect(try lab.engine.image(image.id) == image)
    #expect(try lab.engine.image("nope:1") == nil)

    _ = try lab.lent.lines("create", "-q", "--name", "kept", pinned)
    guard case .needed(let reason) = try lab.engine.removeImage(image.id) else {
      Issue.record("removed")
      return
    }
    #expect(reason.contains("container"))
    _ = try lab.lent.lines("rm", "kept")
    #expect(try lab.engine.removeImage(pinned) == .removed)
    #expect(try lab.engine.removeImage(pinned) == .missing)
    #expect(try lab.engine.image(image.id) == nil)
  }

  @Test("the folder that the Engine keeps its data in")
  func info() throws {
    let lab = try WatchedLab()
    let home = lab.lent.socket.dropLast("/docker.sock".count)
    #expect(try lab.engine.info().dataRoot == "\(home)/data")
  }
}
