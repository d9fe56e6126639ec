import Docker
import Glibc
import Posix
import TestSupport
import Testing

private let digest = "sha256:" + String(repeating: "ab", count: 32)

/// What an Engine answers that pulls an image.
private enum Says {
  static func lines(_ lines: String...) -> String {
    "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
      + lines.map { $0 + "\r\n" }.joined()
  }

  static let start = #"{"status":"Pulling from web","id":"1"}"#
  static let half =
    #"{"status":"Downloading","progressDetail":{"current":5,"total":9},"id":"a"}"#
  static let end = #"{"status":"Status: Downloaded newer image for r:1/web"}"#
  static let whole = lines(start, half, end)
  static let image =
    "HTTP/1.0 200 OK\r\n\r\n{\"Id\":\"sha256:1\",\"RepoTags\":[\"r:1/web:1\"],"
    + "\"RepoDigests\":[\"r:1/web@\(digest)\"]}"

  static func error(_ words: String, status: Int = 500) -> String {
    "HTTP/1.0 \(status) Bad\r\n\r\n{\"message\":\"\(words)\"}"
  }

  static let limit = error("toomanyrequests: slow down")
}

@Suite("Pulling an image")
struct PullTests {
  private let home: TestSupport.Folder

  init() throws { home = try TestSupport.Folder("home") }

  private func puller(
    _ engine: StandInEngine, delays: [Double] = [0.05, 0.05, 0.05], patience: Double = 5
  ) -> Puller {
    var limits = Puller.Limits()
    (limits.delays, limits.patience) = (delays, patience)
    let path = home.path
    return Puller(
      Docker.Engine(socket: engine.path, seconds: 2),
      environment: ChildEnvironment(socket: "/x", variable: { $0 == "HOME" ? path : nil }),
      limits: limits)
  }

  private func pull(
    _ engine: StandInEngine, _ image: WantedImage = WantedImage("r:1/web:1"),
    delays: [Double] = [0.05, 0.05, 0.05], patience: Double = 5, seconds: Double = 20
  ) -> PullError? {
    puller(engine, delays: delays, patience: patience).pull(
      [image], deadline: Instant.now.adding(seconds: seconds))[image]
  }

  @Test("asks for it by name and tag, or by digest, and for the platform, and then looks for it")
  func requests() throws {
    func lines(_ image: WantedImage) throws -> [String] {
      let engine = try StandInEngine(.answer(Says.whole), .answer(Says.image))
      #expect(pull(engine, image) == nil)
      return engine.requests.map { String($0.prefix { $0 != "\r\n" }) }
    }
    #expect(
      try lines(WantedImage("r:1/web:1")) == [
        "POST /images/create?fromImage=r%3A1%2Fweb&tag=1 HTTP/1.0",
        "GET /images/r%3A1%2Fweb%3A1/json HTTP/1.0",
      ])
    let pinned = digest.replacing(":", with: "%3A")
    #expect(
      try lines(WantedImage("r:1/web:7@\(digest)", platform: "linux/arm64")) == [
        "POST /images/create?fromImage=r%3A1%2Fweb&tag=\(pinned)&platform=linux%2Farm64 HTTP/1.0",
        "GET /images/r%3A1%2Fweb%40\(pinned)/json HTTP/1.0",
      ])
  }

  @Test("shows the login of its registry, and only there")
  func login() throws {
    let auths = #"{"auths": {"r:1": {"auth": "bWU6aHVudGVyMg=="}}}"#
    try write(auths, to: home[".docker/config.json"])
    func head(_ image: String) throws -> String {
      let engine = try StandInEngine(.answer(Says.error("me hunter2: denied: access denied")))
      let error = try #require(pull(engine, WantedImage(image)))
      #expect(error.failure == .refused)
      #expect(error.description.contains("hunter2") == !image.hasPrefix("r:1"))
      return try #require(engine.requests.first)
    }
    #expect(try head("r:1/web:1").contains("\r\nX-Registry-Auth: ey"))
    #expect(try !head("r:2/web:1").contains("X-Registry-Auth"))
    #expect(try !head("web:1").contains("X-Registry-Auth"))
  }

  @Test(
    "fails at once where trying again does not help",
    arguments: [
      (Says.error("manifest unknown", status: 404), .missing),
      (Says.error("who knows", status: 404), .missing),
      (Says.error("unauthorized: authentication required"), .refused),
      (Says.error("invalid reference format", status: 400), .other),
      ("HTTP/1.0 200 OK\r\n\r\n{\"error\":\"no space left on device\"}\r\n", .diskFull),
      ("HTTP/1.0 200 OK\r\n\r\n{\"errorDetail\":{\"message\":\"manifest unknown\"}}\r\n", .missing),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .other),
      ("nonsense\r\n\r\n", .other),
    ] as [(String, PullFailure)])
  func lasting(answer: String, failure: PullFailure) throws {
    let engine = try StandInEngine(.answer(answer))
    #expect(pull(engine)?.failure == failure)
    #expect(engine.requests.count == 1)
  }

  @Test(
    "is tried again where that may help, and then given up",
    arguments: [
      (Says.limit, .limited), (Says.error("dial tcp: connection refused"), .unreachable),
      (Says.error("Get x: EOF"), .cutOff), (Says.lines(Says.start, Says.half), .cutOff),
      ("", .cutOff),
      ("HTTP/1.0 200 OK\r\n", .cutOff),
    ] as [(String, PullFailure)])
  func passing(answer: String, failure: PullFailure) throws {
    let engine = try StandInEngine(.answer(answer))
    #expect(pull(engine)?.failure == failure)
    #expect(engine.requests.count == 4)
  }

  @Test("succeeds when the registry has calmed down")
  func calmed() throws {
    let engine = try StandInEngine(
      .answer(Says.limit), .close, .answer(Says.lines(Says.start, Says.half)), .answer(Says.whole),
      .answer(Says.image))
    #expect(pull(engine) == nil)
  }

  @Test("waits between attempts, but never beyond the deadline")
  func delays() throws {
    let engine = try StandInEngine(.answer(Says.limit))
    let start = Instant.now
    #expect(pull(engine, delays: [0.4, 0.8])?.failure == .limited)
    // as chance has it, a quarter less or more
    #expect((0.85...6).contains(Instant.now.seconds(since: start)))
    #expect(engine.requests.count == 3)
    #expect(pull(engine, delays: [0.1, 60], seconds: 10)?.failure == .limited)
    #expect(engine.requests.count == 5)
    #expect(Instant.now.seconds(since: start) < 10)
  }

  @Test("is given up when nothing comes", arguments: ["", Says.lines(Says.start)])
  func hung(answer: String) throws {
    let engine = try StandInEngine(.hang(answer))
    let error = try #require(pull(engine, delays: [0.1], patience: 0.4))
    #expect(error.failure == .hung)
    #expect(engine.requests.count == 2)
  }

  @Test("is given up at the deadline")
  func overdue() throws {
    let engine = try StandInEngine(.hang(Says.lines(Says.start)))
    #expect(pull(engine, seconds: 0.4)?.failure == .overdue)
    #expect(pull(engine, seconds: -1)?.failure == .overdue)
  }

  @Test("is not believed where the image is not there afterwards")
  func unconfirmed() throws {
    let other = Says.image.replacing("r:1/", with: "r:2/")
    let answers = [other, Says.error("No such image", status: 404), "HTTP/1.0 200 OK\r\n\r\n{}"]
    for answer in answers {
      let engine = try StandInEngine(.answer(Says.whole), .answer(answer))
      #expect(pull(engine)?.failure == .other)
    }
  }

  @Test("ends at a limit of size")
  func flood() throws {
    #expect(pull(try StandInEngine(.flood))?.failure == .other)
  }

  @Test("needs an Engine")
  func noEngine() throws {
    let path = home.path
    let puller = Puller(
      Docker.Engine(socket: home["nobody.sock"]),
      environment: ChildEnvironment(socket: "/x", variable: { $0 == "HOME" ? path : nil }))
    let image = WantedImage("r:1/web:1")
    let error = puller.pull([image], deadline: Instant.now.adding(seconds: 5))[image]
    #expect(error?.failure == .noEngine)
  }

  @Test("needs logins that can be read, and a helper that is there")
  func noLogin() throws {
    let engine = try StandInEngine(.answer(Says.whole))
    try write("{", to: home[".docker/config.json"])
    let error = try #require(pull(engine))
    #expect(error.failure == .noLogin && error.reason.contains(home[".docker/config.json"]))
    try write(#"{"credsStore": "nowhere"}"#, to: home[".docker/config.json"])
    #expect(pull(engine)?.reason.contains("docker-credential-nowhere") == true)
    try write(#"{"auths": {"r:1": {"auth": "x"}}}"#, to: home[".docker/config.json"])
    #expect(pull(engine)?.reason == "the login for r:1 is damaged")
    #expect(engine.requests == [])
  }

  @Test("tells how far it is")
  func progress() throws {
    let engine = try StandInEngine(.answer(Says.limit), .hang(Says.lines(Says.start, Says.half)))
    let image = WantedImage("r:1/web:1")
    var states: [PullJob.State] = []
    let failures = puller(engine, delays: [0.3], patience: 0.5).pull(
      [image], deadline: Instant.now.adding(seconds: 20), every: 0.05
    ) { states.append($1) }
    let error = try #require(failures[image])
    #expect(states.first == .pulling(PullProgress()) && states.last == .failed(error))
    #expect(states.contains(.pulling(PullProgress(received: 5, total: 9))))
    let waits = states.contains { state in
      if case .waiting(_, let error) = state { return error.failure == .limited }
      return false
    }
    #expect(waits)
  }

  @Test("stops when the program is to stop, and says so of what was not begun")
  func stop() throws {
    let engine = try StandInEngine(.hang(Says.lines(Says.start)))
    let ends = try Posix.Pipe.make()
    defer { for end in [ends.reader, ends.writer] { close(end) } }
    var limits = Puller.Limits()
    limits.jobs = 1
    let puller = Puller(
      Docker.Engine(socket: engine.path), environment: ChildEnvironment(socket: "/x"),
      stop: ends.reader, signal: { Awaited(ends.reader).isReady ? SIGTERM : nil }, limits: limits)
    let images = ["a", "b"].map { WantedImage("r:1/\($0):1") }
    let start = Instant.now
    let failures = puller.pull(
      images, deadline: Instant.now.adding(seconds: 60), every: 0.2
    ) { _, _ in write(ends.writer, "x", 1) }
    #expect(images.map { failures[$0]?.failure } == [.stopped, .stopped])
    #expect(engine.requests.count <= 1 && Instant.now.seconds(since: start) < 10)
  }
}
