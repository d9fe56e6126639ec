import Model
import Testing

@testable import Docker

@Suite("The Engine's answers about one thing")
struct EngineDetailTests {
  private func ok(_ body: String) -> StandInEngine.Behaviour {
    .answer("HTTP/1.0 200 OK\r\n\r\n\(body)")
  }

  private func bad(_ status: Int, _ words: String) -> StandInEngine.Behaviour {
    .answer("HTTP/1.0 \(status) Bad\r\n\r\n{\"message\":\"\(words)\"}")
  }

  @Test("tell all that matters of a container") func inspect() throws {
    let body = """
      {"Id":"1","Created":"2026-11-21T16:40:03Z","Name":"/web-app-1","Image":"sha256:i",
      "RestartCount":2,"State":{"Status":"running","Running":true,"ExitCode":0,"Error":"",
      "StartedAt":"2026-11-21T16:40:03.998083899Z","FinishedAt":"0001-01-01T00:00:00Z",
      "Health":{"Status":"starting","FailingStreak":2,"Log":[{"ExitCode":1,"Output":"first"},
      {"ExitCode":1,"Output":"\\u001b[1mnot\\u001b[0m yet\\n"}]}},
      "Config":{"Tty":true,"Env":["TOKEN=hunter2"],"Healthcheck":{"Test":["CMD","x"],
      "Interval":5000000000,"Timeout":2500000000,"StartPeriod":60000000000,"Retries":4},
      "Labels":{"com.docker.compose.project":"web","com.docker.compose.service":"app",
      "com.docker.compose.config-hash":"hash"}}}
      """
    let server = try StandInEngine(ok(body))
    let inspection = try Engine(socket: server.path).inspect("1")
    #expect(
      inspection.look
        == ContainerLook(
          id: "1", name: "web-app-1", state: .running, restarts: 2,
          startedAt: "2026-11-21T16:40:03.998083899Z", health: .starting,
          healthCheck: HealthCheck(startPeriod: 60, retries: 4, interval: 5, timeout: 2.5),
          imageID: "sha256:i", project: "web", service: "app", configHash: "hash"))
    #expect(inspection.look.healthCheck.limit == 90)
    #expect(inspection.healthOutput == "not yet" && inspection.hasTerminal)
    #expect(inspection.started?.seconds == 1_795_279_203)
  }

  @Test("tell of a container that was never started, and has nothing") func bare() throws {
    let body = """
      {"Id":"1","State":{"Status":"created","ExitCode":127,"Error":"exec: \\"nope\\":\\nno such file",
      "StartedAt":"0001-01-01T00:00:00Z","Health":null},"Config":{"Labels":null,
      "Healthcheck":{"Test":["NONE"]}}}
      """
    let server = try StandInEngine(ok(body))
    let inspection = try Engine(socket: server.path).inspect("1")
    #expect(
      inspection.look
        == ContainerLook(
          id: "1", name: "", state: .created, exitCode: 127,
          error: "exec: \"nope\": no such file"))
    #expect(inspection.look.healthCheck.limit == 180)
    #expect(inspection.healthOutput == nil && !inspection.hasTerminal)
    #expect(inspection.started == nil)
  }

  @Test(
    "are not taken for a container when they are none",
    arguments: ["{}", "[]", "null", #"{"Id":"1"}"#, #"{"Id":"1","State":{"Status":null}}"#])
  func noContainer(body: String) throws {
    let server = try StandInEngine(ok(body))
    #expect { try Engine(socket: server.path).inspect("1") } throws: {
      ($0 as? EngineError)?.code == .malformed
    }
  }

  @Test("tell of an image, or that it is not here") func image() throws {
    let body = """
      {"Id":"sha256:i","RepoTags":["db:17"],"RepoDigests":["db@sha256:d"],"Config":{
      "Env":["PG_MAJOR=17","EMPTY=","EQUALS=a=b","NONE"],"Labels":{"a":"b","c":null}}}
      """
    let server = try StandInEngine(
      ok(body), ok(#"{"Id":"sha256:i","RepoTags":null,"Config":null}"#),
      bad(404, "No such image"), bad(500, "no space"))
    let engine = Engine(socket: server.path)
    #expect(
      try engine.image("db:17")
        == ImageDetails(
          id: "sha256:i", tags: ["db:17"], digests: ["db@sha256:d"],
          environment: ["PG_MAJOR=17", "EMPTY=", "EQUALS=a=b", "NONE"]))
    #expect(try engine.image("db:17") == ImageDetails(id: "sha256:i"))
    #expect(try engine.image("db:17") == nil)
    #expect(throws: EngineError(.status(500), "examine the image r/db:17", "no space")) {
      try engine.image("r/db:17")
    }
    #expect(server.requests.last?.hasPrefix("GET /images/r%2Fdb%3A17/json ") == true)
  }

  @Test("tell what became of an image that was to go") func removal() throws {
    let server = try StandInEngine(
      ok(#"[{"Untagged":"db:16"},{"Deleted":"sha256:i"}]"#), bad(404, "No such image"),
      bad(409, "image is being used by running container 1"), bad(500, "no space"))
    let engine = Engine(socket: server.path)
    #expect(try engine.removeImage("db:16") == .removed)
    #expect(try engine.removeImage("db:16") == .missing)
    #expect(
      try engine.removeImage("db:16") == .needed("image is being used by running container 1"))
    #expect(throws: EngineError(.status(500), "remove the image db:16", "no space")) {
      try engine.removeImage("db:16")
    }
    #expect(server.requests.first?.hasPrefix("DELETE /images/db%3A16?force=0&noprune=1 ") == true)
  }

  @Test("tell where the Engine keeps its data") func info() throws {
    let server = try StandInEngine(
      ok(#"{"ID":"x","Containers":3,"DockerRootDir":"/var/lib/docker","Debug":false}"#),
      ok(#"{"ID":"x"}"#))
    #expect(try Engine(socket: server.path).info().dataRoot == "/var/lib/docker")
    #expect(throws: EngineError.self) { try Engine(socket: server.path).info() }
  }

  @Test("give a log that is too long up to where it was cut off") func longLog() throws {
    let server = try StandInEngine(
      ok(#"{"Id":"1","State":{"Status":"exited"},"Config":{"Tty":true}}"#),
      .flood)
    #expect(try Engine(socket: server.path).log(of: "1") == [])
    #expect(server.requests.last?.contains("/logs?stdout=1&stderr=1&tail=20 ") == true)
  }
}

@Suite("What a container printed")
struct LogTextTests {
  private func frame(_ output: UInt8, _ text: String) -> [UInt8] {
    let count = text.utf8.count
    return [output, 0, 0, 0, 0, 0, UInt8(count >> 8), UInt8(count & 255)] + Array(text.utf8)
  }

  private func lines(_ bytes: [UInt8], last count: Int = 20) -> [String] {
    LogText.lines(bytes, hasTerminal: false, last: count)
  }

  @Test("comes in frames, which need not be lines") func frames() {
    let bytes = frame(1, "one\ntwo") + frame(1, "\n") + frame(2, "three\n") + frame(1, "")
    #expect(lines(bytes) == ["one", "two", "three"])
    let wide = String(repeating: "x", count: 300)
    #expect(lines(frame(1, wide)) == [wide])
    #expect(lines([]) == [])
  }

  @Test("may be cut off anywhere") func cutOff() {
    let bytes = frame(1, "one\n") + frame(2, "three\n")
    for count in 0..<bytes.count {
      let text = lines(Array(bytes.prefix(count))).joined(separator: ",")
      #expect("one,three".hasPrefix(text), "\(count)")
    }
  }

  @Test("is one stream where there is a terminal") func terminal() {
    let bytes = Array("one\r\ntwo\r\n".utf8)
    #expect(LogText.lines(bytes, hasTerminal: true, last: 20) == ["one", "two"])
  }

  @Test("is shown without what only terminals understand") func clean() {
    #expect(
      lines(frame(1, "\u{1b}[1;31mred\u{1b}[0m\tand\u{7}\u{1b}]plain  \n\n \u{9b}\n"))
        == ["red and  ]plain"])
    #expect(lines(frame(1, "a\u{0}b")) == ["a b"])
    #expect(lines(frame(1, "x") + [1, 0, 0, 0, 0, 0, 0, 2, 0xff, 0xfe]) == ["x\u{fffd}\u{fffd}"])
    let long = String(repeating: "y", count: 5000)
    #expect(lines(frame(1, long)).map(\.count) == [403])
  }

  @Test("is no more than was asked for") func last() {
    #expect(lines(frame(1, "1\r2\r3\n4\n5\n"), last: 2) == ["4", "5"])
  }
}
