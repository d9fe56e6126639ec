import Docker
import Model
import Posix
import Testing

/// What an Engine says that has one container, `1`.
private enum Tells {
  typealias Part = StandInDaemon.Part

  static let ok = "HTTP/1.0 200 OK\r\n\r\n"

  static func container(_ state: String = #""Status":"running""#, restarts: Int = 0) -> [Part] {
    let labels = #""com.docker.compose.project":"web","com.docker.compose.service":"app""#
    let hash = #""com.docker.compose.config-hash":"hash""#
    let body = """
      {"Id":"1","Name":"/web-app-1","Image":"sha256:i","RestartCount":\(restarts),
      "State":{"ExitCode":0,"StartedAt":"2026-01-01T00:00:0\(restarts)Z",\(state)},
      "Config":{"Tty":false,"Labels":{\(labels),\(hash)}}}
      """
    return [.say(ok + body)]
  }

  static let exited = container(#""Status":"exited","ExitCode":3"#)

  static func event(_ action: String, _ id: String = "1", code: Int? = nil) -> Part {
    let attributes = code.map { #","exitCode":"\#($0)""# } ?? ""
    return .say(
      #"{"status":"\#(action)","id":"\#(id)","Type":"container","Action":"\#(action)","#
        + #""Actor":{"ID":"\#(id)","Attributes":{"name":"x"\#(attributes)}},"time":1}"# + "\n")
  }

  static let log: [Part] = [.say(ok + "\u{2}\0\0\0\0\0\0\u{6}sorry\n")]

  /// An Engine that tells of these events, and of the container as each look shows it.
  static func daemon(_ events: [Part], _ looks: [Part]..., log: [Part] = log) throws
    -> StandInDaemon
  {
    try StandInDaemon([
      "/events?": [[.say(ok)] + events], "/containers/1/json": looks,
      "/containers/1/logs?stdout=1&stderr=1&tail=10": [log],
    ])
  }

  static func broken(_ code: EngineError.Code, _ action: String, _ reason: String)
    -> Watch.Verdict
  {
    .broken(EngineError(code, action, reason))
  }

  static let following = "follow what happens to web"
  static let examining = "examine the container 1"
}

@Suite("Watching a stack")
struct WatchTests {
  private func watch(
    _ daemon: StandInDaemon, stable: Double = 0.5, seconds: Double = 5
  ) -> Watch {
    let container = WatchedContainer(
      id: "1", name: "web-app-1", project: "web", service: "app", imageID: "sha256:i",
      configHash: "hash")
    return Watch(
      Engine(socket: daemon.path, seconds: seconds), project: "web", [container],
      window: VerificationWindow(window: 3, stable: stable), oneShotSeconds: 3)
  }

  private func verdict(
    _ daemon: StandInDaemon, stable: Double = 0.5, seconds: Double = 5
  ) throws -> Watch.Verdict {
    let watch = watch(daemon, stable: stable, seconds: seconds)
    Crew.run(watch)
    return try #require(watch.verdict)
  }

  private func fault(_ kind: ContainerFault.Kind, log: [String] = ["sorry"]) -> Watch.Verdict {
    .failed([ContainerFault("web-app-1", service: "app", kind, log: log)])
  }

  @Test("asks for what happens before it looks, and looks no oftener than it has to")
  func valid() throws {
    let daemon = try Tells.daemon([.hang], Tells.container())
    let start = Instant.now
    #expect(try verdict(daemon) == .valid)
    #expect((0.5..<3).contains(Instant.now.seconds(since: start)))
    let requests = daemon.requests
    let events = try #require(requests.first)
    #expect(events.hasPrefix("GET /events?since="))
    #expect(events.contains("%22com.docker.compose.project%3Dweb%22"))
    #expect(requests.dropFirst() == ["GET /containers/1/json", "GET /containers/1/json"])
  }

  @Test("looks at once when something happens, and fails with what the container said")
  func exit() throws {
    let daemon = try Tells.daemon(
      [.wait(0.5), Tells.event("die", code: 3), .hang], Tells.container(), Tells.exited)
    let start = Instant.now
    #expect(try verdict(daemon, stable: 60) == fault(.exited(code: 3)))
    #expect((1.9..<8).contains(Instant.now.seconds(since: start)))
  }

  @Test("hears how a container ended that runs again")
  func restarted() throws {
    let daemon = try Tells.daemon(
      [Tells.event("die", "2", code: 9), Tells.event("die", code: 7), Tells.event("start"), .hang],
      Tells.container(restarts: 1))
    #expect(try verdict(daemon) == fault(.restarted(times: 1, code: 7)))
  }

  @Test("looks once more before it says that something failed")
  func more() throws {
    let daemon = try Tells.daemon(
      [.hang], Tells.exited, Tells.container(#""Status":"restarting","ExitCode":4"#, restarts: 2))
    #expect(try verdict(daemon) == fault(.restarted(times: 2, code: 4)))
  }

  @Test("shows what a failed health check printed")
  func unhealthy() throws {
    let state = """
      "Status":"running","Health":{"Status":"unhealthy","Log":[{"Output":"first"},
      {"ExitCode":1,"Output":"no\\u001b[31m  answer\\n"}]}
      """
    let daemon = try Tells.daemon([.hang], Tells.container(state))
    let fault = ContainerFault(
      "web-app-1", service: "app", .unhealthy, healthOutput: "no  answer", log: ["sorry"])
    #expect(try verdict(daemon) == .failed([fault]))
  }

  @Test("looks seldom while a lot happens, and not at all for what happens to others")
  func swarms() throws {
    let own = (0..<200).flatMap { _ in [Tells.event("pause"), Tells.Part.wait(0.005)] }
    let busy = try Tells.daemon(own + [.hang], Tells.container())
    #expect(try verdict(busy, stable: 1.5) == .valid)
    #expect((4...12).contains(busy.requests.count), "\(busy.requests)")

    let foreign = (0..<20).flatMap { _ in [Tells.event("pause", "2"), Tells.Part.wait(0.02)] }
    let quiet = try Tells.daemon(foreign + [.hang], Tells.container())
    #expect(try verdict(quiet, stable: 1) == .valid)
    #expect(quiet.requests.count == 3, "\(quiet.requests)")
  }

  @Test("is told of containers that are gone")
  func gone() throws {
    let gone = [Tells.Part.say("HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"no such container\"}")]
    let daemon = try Tells.daemon(
      [.wait(0.3), Tells.event("destroy"), .hang], Tells.container(), gone)
    #expect(try verdict(daemon, stable: 60) == fault(.gone))
    let never = try Tells.daemon([.hang], gone)
    #expect(try verdict(never) == fault(.gone, log: []))
  }

  @Test("fails without a log that cannot be had")
  func noLog() throws {
    let logs: [[Tells.Part]] = [
      [.hang], [.say("HTTP/1.0 500 Bad\r\n\r\n{\"message\":\"does not support reading\"}")],
    ]
    for log in logs {
      let daemon = try Tells.daemon([.hang], Tells.exited, log: log)
      #expect(try verdict(daemon, seconds: 1) == fault(.exited(code: 3), log: []))
    }
  }

  @Test("has nothing to do where nothing is watched")
  func none() {
    let watch = Watch(
      Engine(socket: "/nowhere"), project: "web", [], window: VerificationWindow(),
      oneShotSeconds: 1)
    Crew.run(watch)
    #expect(watch.verdict == .valid)
  }

  @Test("ends when it is to stop, whatever it waits for")
  func stop() throws {
    let daemons = [
      try Tells.daemon([.hang], Tells.container()), try Tells.daemon([.hang], [.hang]),
      try Tells.daemon([.hang], Tells.exited), try StandInDaemon(["/events": [[.hang]]]),
    ]
    for daemon in daemons {
      let watch = watch(daemon, stable: 60, seconds: 60)
      let end = Instant.now.adding(seconds: 0.3)
      while Instant.now < end {
        #expect(!watch.proceed())
        Instant.pause(seconds: 0.02)
      }
      watch.stop(signal: 15)
      let start = Instant.now
      Crew.run(watch)
      #expect(Instant.now.seconds(since: start) < 1)
      #expect(watch.verdict == Tells.broken(.stopped, "watch the containers", "asked to stop"))
    }
  }
}

@Suite("Watching a stack while the Engine fails says nothing about the stack")
struct BrokenWatchTests {
  private func verdict(
    _ daemon: StandInDaemon, seconds: Double = 5
  ) throws -> Watch.Verdict {
    let container = WatchedContainer(id: "1", name: "web-app-1", project: "web", service: "app")
    let watch = Watch(
      Engine(socket: daemon.path, seconds: seconds), project: "web", [container],
      window: VerificationWindow(window: 60, stable: 30), oneShotSeconds: 3)
    Crew.run(watch)
    return try #require(watch.verdict)
  }

  private let brokeOff = Tells.broken(.truncated, Tells.following, "the Engine broke off")

  @Test("where it ends while all is well") func ends() throws {
    let daemon = try Tells.daemon([.wait(0.3)], Tells.container())
    #expect(try verdict(daemon) == brokeOff)
  }

  @Test("where it ends a moment after the containers did") func endsAfter() throws {
    let daemon = try Tells.daemon(
      [Tells.event("die", code: 137), .wait(1)], Tells.container(), Tells.exited)
    #expect(try verdict(daemon) == brokeOff)
    #expect(!daemon.requests.contains { $0.contains("logs") })
  }

  @Test("where it takes no connections after the containers ended") func leaves() throws {
    let daemon = try Tells.daemon([.wait(0.5), .leave, .hang], Tells.exited)
    #expect(
      try verdict(daemon)
        == Tells.broken(
          .unreachable, Tells.examining, "no Engine at \(daemon.path): no such file or directory"))
  }

  @Test("where it takes no connections when it is asked for a log") func leavesLate() throws {
    let daemon = try Tells.daemon([.hang], Tells.exited, Tells.exited + [.leave])
    let verdict = try verdict(daemon)
    guard case .broken(let error) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    // it may have taken the connection just before it left
    #expect(error.isOfEngine && error.action == "read the log of the container 1", "\(error)")
  }

  @Test("where it does not answer") func hangs() throws {
    let late = try Tells.daemon([.hang], [.hang])
    #expect(
      try verdict(late, seconds: 2)
        == Tells.broken(.timeout, Tells.examining, "no whole answer in time"))
    let later = try Tells.daemon([.hang], Tells.exited, [.hang])
    #expect(
      try verdict(later, seconds: 2)
        == Tells.broken(.timeout, Tells.examining, "no whole answer in time"))
    let never = try StandInDaemon(["/events": [[.hang]]])
    #expect(
      try verdict(never, seconds: 2)
        == Tells.broken(.timeout, Tells.following, "no answer in time"))
    #expect(never.requests.count == 1)
  }

  @Test("where it refuses, or says what makes no sense") func nonsense() throws {
    let refusing = try StandInDaemon([
      "/events": [[.say("HTTP/1.0 500 Bad\r\n\r\n{\"message\":\"no events\"}")]]
    ])
    #expect(try verdict(refusing) == Tells.broken(.status(500), Tells.following, "no events"))
    let garbage = try StandInDaemon(["/events": [[.say("garbage\r\n\r\n"), .hang]]])
    #expect(
      try verdict(garbage)
        == Tells.broken(.malformed, Tells.following, "the answer is not HTTP"))
    let sick = try Tells.daemon(
      [.hang], [.say("HTTP/1.0 500 Bad\r\n\r\n{\"message\":\"no space\"}")])
    #expect(try verdict(sick) == Tells.broken(.status(500), Tells.examining, "no space"))
    let half = try Tells.daemon([.hang], [.say(Tells.ok + "{\"Id\":\"1\"")])
    #expect(
      try verdict(half)
        == Tells.broken(
          .malformed, Tells.examining, "the answer is not the JSON that was expected"))
  }

  @Test("but what it says of events that makes no sense is passed over") func oddEvents() throws {
    let odd: [Tells.Part] = [
      .say("\n\nnull\n{\"Actor\":5}\n{\"Action\":\"die\",\"Actor\":{\"Attributes\":null}}\n"),
      .say(#"{"Action":"die","Actor":{"ID":"1","Attributes":{"#), .wait(0.2),
      .say(#""exitCode":"x"}}}"# + "\n"),
    ]
    let daemon = try Tells.daemon(odd + [.hang], Tells.container(), Tells.exited)
    guard case .failed(let faults) = try verdict(daemon) else {
      Issue.record("no verdict")
      return
    }
    #expect(faults.map(\.kind) == [.exited(code: 3)])
  }
}
