import Model
import Testing

/// What a container is seen to do, and what is said of it then: "at 10 running: 20" is a look after
/// 10 seconds which says to look again after 20 at the latest.
struct WatchStory: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: [String]

  init(_ title: String, _ steps: String...) {
    testDescription = title
    self.steps = steps
  }
}

/// A container watched for 60 seconds, in which it has to be valid for 20; its health check gives it
/// 100 seconds, and a one-shot may take 300.
private struct WatchStage {
  var watch: ContainerWatch

  init(isOneShot: Bool = false, restarts: Int = 0, window: VerificationWindow = .init()) {
    let container = WatchedContainer(
      id: "1", name: "web-app-1", project: "web", service: "app", isOneShot: isOneShot,
      imageID: "image", configHash: "hash", restarts: restarts)
    watch = ContainerWatch(container, window: window, oneShotSeconds: 300)
  }

  mutating func play(_ story: WatchStory) throws {
    for step in story.steps {
      let parts = step.split(separator: ": ", maxSplits: 1).map(String.init)
      let words = parts[0].split(separator: " ").map(String.init)
      try #require(parts.count == 2 && words.count >= 3 && words[0] == "at", "\(step)")
      watch.take(try look(words[2...]), at: 1000 + (try #require(Double(words[1]))))
      #expect(said == parts[1], "\(step)")
    }
  }

  private var said: String {
    switch watch.verdict {
    case .waiting(let time): "\(Int(time) - 1000)"
    case .valid: "valid"
    case .failed(let fault): String(fault.description.dropFirst("container web-app-1 ".count))
    }
  }

  private func look(_ words: ArraySlice<String>) throws -> ContainerLook? {
    if words.first == "gone" { return nil }
    var look = ContainerLook(
      id: "1", name: "web-app-1", state: .running, startedAt: "start1",
      healthCheck: HealthCheck(startPeriod: 10, retries: 3, interval: 20, timeout: 10),
      imageID: "image", project: "web", service: "app", configHash: "hash")
    for word in words {
      switch word {
      case "starting": look.health = .starting
      case "healthy": look.health = .healthy
      case "unhealthy": look.health = .unhealthy
      case "never": look.startedAt = nil
      case "refused": look.error = "no such file"
      case "otherimage": look.imageID = "other"
      case "otherhash": look.configHash = "other"
      case "nolabels": (look.project, look.service, look.configHash) = (nil, nil, nil)
      case let word where word.hasPrefix("start"): look.startedAt = word
      case let word where word.hasPrefix("code"):
        look.exitCode = try #require(Int(word.dropFirst(4)))
      case let word where word.hasPrefix("restarts"):
        look.restarts = try #require(Int(word.dropFirst(8)))
      default: look.state = try #require(Container.State(rawValue: word))
      }
    }
    return look
  }
}

@Suite("A watched container")
struct ContainerWatchTests {
  @Test(
    arguments: [
      WatchStory(
        "is valid once it has run for 20 seconds, and as long as it does",
        "at 0 running: 20", "at 3 running: 20", "at 19.9 running: 20", "at 20 running: valid",
        "at 100 running: valid", "at 101 exited code1: exited with 1"),
      WatchStory(
        "may be started within the window",
        "at 0 created never: 60", "at 30 running: 50", "at 50 running: valid"),
      WatchStory(
        "may be started too late",
        "at 0 created never: 60", "at 50 running: 60", "at 59 running: 60",
        "at 60 running: did not stay up within 60 s"),
      WatchStory(
        "may be looked at too late", "at 0 running: 20", "at 300 running: valid"),
      WatchStory(
        "that is never started has failed when the window is over",
        "at 0 created never: 60", "at 59 created never: 60", "at 60 created never: was not started"),
      WatchStory(
        "may be in a state that nobody knows, for a while",
        "at 0 other: 60", "at 60 other: did not stay up within 60 s"),
      WatchStory(
        "may be paused: somebody wants it so",
        "at 0 running: 20", "at 10 paused: 20", "at 20 paused: valid"),
      WatchStory(
        "may be paused while it is not healthy",
        "at 0 running starting: 100", "at 10 paused starting: 30", "at 20 running starting: 120",
        "at 30 paused unhealthy: 50", "at 50 paused unhealthy: valid",
        "at 51 running unhealthy: is unhealthy"),
    ])
  func valid(story: WatchStory) throws {
    var stage = WatchStage()
    try stage.play(story)
  }

  @Test(
    arguments: [
      WatchStory("ends", "at 0 running: 20", "at 5 exited code3: exited with 3"),
      WatchStory("ends well", "at 0 running: 20", "at 5 exited code0: exited with 0"),
      WatchStory("had ended before", "at 0 exited code137: exited with 137"),
      WatchStory(
        "is in a crash loop", "at 0 running: 20",
        "at 1 restarting restarts1 code3: was restarted once, last after it exited with 3",
        "at 3 restarting restarts4 code2: was restarted 4 times, last after it exited with 2"),
      WatchStory(
        "was in a crash loop before the first look",
        "at 0 running restarts2 start3: was restarted 2 times"),
      WatchStory(
        "crashes once", "at 0 running: 20", "at 19 running restarts1 start2: was restarted once"),
      WatchStory(
        "is started again by somebody", "at 0 running: 20",
        "at 19 running start2: was restarted once"),
      WatchStory(
        "ends and is started again", "at 0 running: 20", "at 5 exited code3: exited with 3",
        "at 6 running restarts1 start2: was restarted once, last after it exited with 3"),
      WatchStory(
        "fails whatever comes then", "at 0 running: 20", "at 5 exited code3: exited with 3",
        "at 6 exited code4: exited with 3", "at 7 gone: exited with 3",
        "at 60 running: exited with 3"),
      WatchStory("is removed", "at 0 running: 20", "at 5 gone: is gone"),
      WatchStory("is being removed", "at 0 running: 20", "at 5 removing: is gone"),
      WatchStory("was removed by halves", "at 0 dead code1: is gone"),
      WatchStory(
        "could not be started",
        "at 0 created never refused code127: was not started: no such file"),
      WatchStory(
        "could not be started again", "at 0 running: 20",
        "at 5 exited refused code127: was not started: no such file"),
      WatchStory(
        "runs another image", "at 0 running otherimage: does not run the image that its file names"),
      WatchStory(
        "has another configuration", "at 0 running: 20",
        "at 1 running otherhash: does not carry the labels of its service any more"),
      WatchStory(
        "is no part of the stack",
        "at 0 running nolabels: does not carry the labels of its service any more"),
    ])
  func fails(story: WatchStory) throws {
    var stage = WatchStage()
    try stage.play(story)
  }

  @Test(
    arguments: [
      WatchStory(
        "is valid once it has been healthy for 20 seconds",
        "at 0 running starting: 100", "at 2 running healthy: 22", "at 21 running healthy: 22",
        "at 22 running healthy: valid"),
      WatchStory(
        "may take all the time it gives itself, and then has its 20 seconds",
        "at 0 running starting: 100", "at 70 running starting: 100",
        "at 99 running healthy: 119", "at 119 running healthy: valid"),
      WatchStory(
        "may become healthy late in the window",
        "at 0 running starting: 100", "at 55 running healthy: 75", "at 75 running healthy: valid"),
      WatchStory(
        "may be started late, and then be slow",
        "at 0 created never: 60", "at 50 running starting: 150", "at 140 running healthy: 160",
        "at 160 running healthy: valid"),
      WatchStory(
        "fails when it takes longer than it gives itself",
        "at 0 running starting: 100", "at 99.9 running starting: 100",
        "at 100 running starting: was not healthy after 100 s"),
      WatchStory(
        "fails when it becomes unhealthy",
        "at 0 running starting: 100", "at 9 running unhealthy: is unhealthy",
        "at 10 running healthy: is unhealthy"),
      WatchStory(
        "fails when it does not stay healthy",
        "at 0 running starting: 100", "at 5 running healthy: 25",
        "at 24 running unhealthy: is unhealthy"),
      WatchStory(
        "fails when it ends while it starts",
        "at 0 running starting: 100", "at 70 exited code1: exited with 1"),
    ])
  func health(story: WatchStory) throws {
    var stage = WatchStage()
    try stage.play(story)
  }

  @Test(
    arguments: [
      WatchStory(
        "is valid when it has ended well, and does not begin again",
        "at 0 running: 300", "at 5 exited code0: 25", "at 25 exited code0: valid"),
      WatchStory("may have ended before", "at 0 exited code0: 20", "at 20 exited code0: valid"),
      WatchStory(
        "may be slow", "at 0 running: 300", "at 299 running: 300", "at 299.5 exited code0: 319",
        "at 320 exited code0: valid"),
      WatchStory(
        "may be too slow", "at 0 running: 300", "at 300 running: had not finished after 300 s"),
      WatchStory("fails when it fails", "at 0 running: 300", "at 5 exited code1: exited with 1"),
      WatchStory(
        "may try more than once",
        "at 0 running restarts1: 300", "at 5 restarting restarts2 code1: 300",
        "at 9 exited restarts2 code0 start3: 29", "at 29 exited restarts2 code0 start3: valid"),
      WatchStory(
        "may not try for ever",
        "at 0 running: 300", "at 5 restarting restarts1 code0: 300",
        "at 300 restarting restarts9 code1: was restarted 9 times, last after it exited with 1"),
      WatchStory(
        "needs no health", "at 0 running starting: 300", "at 200 running unhealthy: 300",
        "at 250 exited code0 unhealthy: 270"),
      WatchStory(
        "must have been started", "at 0 created never: 60", "at 60 created never: was not started"),
    ])
  func oneShot(story: WatchStory) throws {
    var stage = WatchStage(isOneShot: true)
    try stage.play(story)
  }
}

extension ContainerWatchTests {
  @Test("is compared with what it was before the stack came up")
  func before() throws {
    var same = WatchStage(restarts: 2)
    try same.play(
      WatchStory(
        "same", "at 0 running restarts2 start3: 20",
        "at 5 running restarts3 start4: was restarted once"))
    var started = WatchStage(restarts: 2)
    try started.play(
      WatchStory(
        "started by somebody, which sets the counter to zero", "at 0 running restarts0: 20",
        "at 20 running restarts0: valid"))
    var crashed = WatchStage(restarts: 2)
    try crashed.play(WatchStory("and then crashed", "at 0 running restarts1: was restarted once"))
  }

  @Test("that was started again tells how it had ended, where that was heard")
  func heard() throws {
    var stage = WatchStage()
    try stage.play(WatchStory("before", "at 0 running: 20"))
    stage.watch.ended(code: 4)
    try stage.play(
      WatchStory(
        "after",
        "at 1 running restarts1 start2: was restarted once, last after it exited with 4"))
  }

  @Test("may have less time than it needs to be stable: then it has that")
  func shortWindow() throws {
    var stage = WatchStage(window: VerificationWindow(window: 5, stable: 30))
    try stage.play(WatchStory("", "at 0 running: 30", "at 30 running: valid"))
    var late = WatchStage(window: VerificationWindow(window: 5, stable: 0))
    try late.play(WatchStory("", "at 0 created never: 5", "at 4 running: valid"))
  }

  @Test("has a health check with Docker's own values where nothing is said")
  func healthCheck() {
    #expect(HealthCheck().limit == 180)
    #expect(HealthCheck(startPeriod: 120, retries: 5, interval: 10, timeout: 3).limit == 185)
    #expect(HealthCheck(retries: 1e18, interval: 1e10).limit == 1e9)
  }
}
