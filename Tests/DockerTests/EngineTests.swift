import Docker
import Glibc
import Model
import Testing

@Suite("The Engine's answers")
struct EngineTests {
  private func ok(_ body: String, length: Int? = nil) -> String {
    let length = length.map { "Content-Length: \($0)\r\n" } ?? ""
    return "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\(length)\r\n\(body)"
  }

  private func code(_ behaviour: StandInEngine.Behaviour, seconds: Double = 5) throws
    -> EngineError.Code?
  {
    let server = try StandInEngine(behaviour)
    do {
      _ = try Engine(socket: server.path, seconds: seconds).containers()
      return nil
    } catch {
      #expect(error.description.hasPrefix("cannot list the containers: "))
      return error.code
    }
  }

  @Test("become containers, whatever their labels say")
  func containers() throws {
    let body = """
      [{"Id":"a1","Names":["/media-web-1","/other/alias"],"Image":"web:1","ImageID":"sha256:1",
        "Created":1700000000,"State":"running","Status":"Up 2 minutes (unhealthy)","Labels":{
        "com.docker.compose.project":"media","com.docker.compose.service":"web",
        "com.docker.compose.container-number":"2","com.docker.compose.oneoff":"False",
        "com.docker.compose.config-hash":"abc",
        "com.docker.compose.project.working_dir":"/srv/media"},
        "NetworkSettings":{"Networks":{"b":{"IPAddress":""},"a":null}},"Unknown":{"x":[1]}},
       {"Id":"a2","Names":null,"Image":"x","ImageID":"","State":"exited",
        "Status":"Exited (137) 3 hours ago","Labels":{"com.docker.compose.project":"",
        "com.docker.compose.container-number":"two","com.docker.compose.oneoff":"True"}},
       {"Id":"a4","Names":["/forged"],"Image":"x","ImageID":"","State":"running","Status":"Up",
        "Labels":{"com.docker.compose.project":"media","com.docker.compose.service":"web"}},
       {"Id":"a3","Names":[],"Image":"x","ImageID":"","State":"thinking","Status":"Exited ()",
        "Labels":null}]
      """
    let server = try StandInEngine(.answer(ok(body, length: body.utf8.count)))
    let containers = try Engine(socket: server.path).containers()
    #expect(
      containers == [
        Container(
          id: "a2", name: "a2", oneOff: true, image: "x", state: .exited, exitCode: 137),
        Container(id: "a3", name: "a3", image: "x", state: .other),
        Container(id: "a4", name: "forged", project: "media", image: "x", state: .running),
        Container(
          id: "a1", name: "media-web-1", project: "media", service: "web", number: 2,
          oneOff: false, configHash: "abc", image: "web:1", imageID: "sha256:1", state: .running,
          exitCode: nil, health: .unhealthy, workingFolder: "/srv/media", networks: ["a", "b"],
          created: 1_700_000_000),
      ])
  }

  @Test("become networks")
  func networks() throws {
    let body = """
      [{"Id":"n1","Name":"media_default","Labels":{"com.docker.compose.project":"media"}},
       {"Id":"n2","Name":"bridge","Labels":{}},{"Id":"n3","Name":"x","Labels":null}]
      """
    let server = try StandInEngine(.answer(ok(body)))
    #expect(
      try Engine(socket: server.path).networks() == [
        Network(id: "n2", name: "bridge"),
        Network(id: "n1", name: "media_default", project: "media"), Network(id: "n3", name: "x"),
      ])
  }

  @Test("of no containers are no containers")
  func none() throws {
    let server = try StandInEngine(.answer(ok("[]\n", length: 3)))
    #expect(try Engine(socket: server.path).containers() == [])
  }

  @Test("are never taken for nothing when they are bad")
  func bad() throws {
    #expect(try code(.close) == .truncated)
    #expect(try code(.answer("HTTP/1.0 200 O")) == .truncated)
    #expect(try code(.answer(ok("[]", length: 5000))) == .truncated)
    #expect(try code(.answer(ok("[{\"Id\":\"a\",", length: nil))) == .malformed)
    #expect(try code(.answer(ok(""))) == .malformed)
    #expect(try code(.answer(ok("null"))) == .malformed)
    #expect(try code(.answer(ok("{}"))) == .malformed)
    #expect(try code(.answer(ok("[{}]"))) == .malformed)
    #expect(try code(.answer(ok("[null]"))) == .malformed)
    #expect(try code(.answer(ok("[] x"))) == .malformed)
    let container = #""Id":"a","Image":"","ImageID":"","State":"running""#
    #expect(try code(.answer(ok("[{\(container)}]"))) == nil)
    #expect(try code(.answer(ok("[{\(container),}]"))) == .malformed)
    #expect(try code(.answer(ok("[{\(container),\"Labels\":[]}]"))) == .malformed)
    let forged = #""Labels":{"com.docker.compose.project":5}"#
    #expect(try code(.answer(ok("[{\(container),\(forged)}]"))) == .malformed)
    #expect(try code(.answer("garbage\r\n\r\n[]")) == .malformed)
    #expect(try code(.answer("HTTP/1.0 abc OK\r\n\r\n[]")) == .malformed)
    #expect(try code(.answer("HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n[]")) == .malformed)
    #expect(
      try code(.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n"))
        == .malformed)
    #expect(try code(.answer("HTTP/1.0 301 Moved\r\n\r\n[]")) == .status(301))
  }

  @Test("end at a limit of size")
  func flood() throws { #expect(try code(.flood) == .malformed) }

  @Test(
    "must be whole in time", arguments: ["", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\n\r\n[]"])
  func hanging(text: String) throws {
    #expect(try code(.hang(text), seconds: 0.2) == .timeout)
  }

  @Test("carry the Engine's own words")
  func status() throws {
    let text = "HTTP/1.0 500 Internal Server Error\r\n\r\n{\"message\":\"no\\nspace\"}"
    let server = try StandInEngine(.answer(text))
    #expect(throws: EngineError(.status(500), "list the networks", "no space")) {
      try Engine(socket: server.path).networks()
    }
  }

  @Test("stop coming when the program is to stop")
  func stop() throws {
    let server = try StandInEngine(.hang(""))
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    defer { for end in ends { close(end) } }
    write(ends[1], "x", 1)
    #expect(throws: EngineError(.stopped, "list the containers", "asked to stop")) {
      try Engine(socket: server.path, stop: ends[0]).containers()
    }
  }

  @Test("need an Engine")
  func unreachable() throws {
    let path = "/tmp/converge-no-engine-\(getpid()).sock"
    let reason = "no Engine at \(path): no such file or directory"
    #expect(throws: EngineError(.unreachable, "list the containers", reason)) {
      try Engine(socket: path).containers()
    }
    let file = try #require(fopen(path, "w"))
    fclose(file)
    defer { unlink(path) }
    #expect(
      throws: EngineError(
        .unreachable, "list the containers", "no Engine at \(path): connection refused")
    ) { try Engine(socket: path).containers() }
  }
}
